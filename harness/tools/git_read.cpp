#include "tools/git_read.hpp"

#include <fmt/format.h>
#include <git2.h>

#include <chrono>
#include <unordered_map>

#include "base/clock.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freer<T, Free>>;

using Object = Owned<git_object, git_object_free>;
using CommitHandle = Owned<git_commit, git_commit_free>;
using Tree = Owned<git_tree, git_tree_free>;
using Diff = Owned<git_diff, git_diff_free>;
using Walk = Owned<git_revwalk, git_revwalk_free>;

std::string last_error() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "no reason given";
}

void check(int status, const std::string& what) {
  if (status < 0) throw InfrastructureError(fmt::format("git: cannot {}: {}", what, last_error()));
}

std::string hex(const git_oid& id) {
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &id);
  return text;
}

git_oid oid(const std::string& id) {
  git_oid result;
  check(git_oid_fromstr(&result, id.c_str()), "read object id " + id);
  return result;
}

CommitHandle look_up(git_repository* repository, const std::string& id) {
  const git_oid object_id = oid(id);
  git_commit* commit = nullptr;
  check(git_commit_lookup(&commit, repository, &object_id), "look up commit " + id);
  return CommitHandle(commit);
}

Tree tree_of(git_commit* commit, const std::string& id) {
  git_tree* tree = nullptr;
  check(git_commit_tree(&tree, commit), "read the tree of " + id);
  return Tree(tree);
}

// Visits the files in which two trees differ until one of them is wanted. libgit2's own diff reads every
// folder of both trees, which costs a hundred times as much for a kernel.
class TreeComparison {
 public:
  TreeComparison(git_repository* repository, const std::function<bool(const FileChange&)>& is_wanted)
      : repository_(repository), is_wanted_(is_wanted) {}

  // Compares two trees, either of which may be nullptr for an empty one. True if a difference was wanted.
  bool any(const git_tree* before, const git_tree* after, const std::string& folder) const {
    size_t old_at = 0;
    size_t new_at = 0;
    while (true) {
      const git_tree_entry* old_entry = entry(before, old_at);
      const git_tree_entry* new_entry = entry(after, new_at);
      if (old_entry == nullptr && new_entry == nullptr) return false;
      int order = 0;
      if (old_entry == nullptr || new_entry == nullptr) {
        order = old_entry == nullptr ? 1 : -1;
      } else {
        order = git_tree_entry_cmp(old_entry, new_entry);
      }
      if (order <= 0) old_at += 1;
      if (order >= 0) new_at += 1;
      if (any(order <= 0 ? old_entry : nullptr, order >= 0 ? new_entry : nullptr, folder)) return true;
    }
  }

 private:
  static const git_tree_entry* entry(const git_tree* tree, size_t at) {
    return tree == nullptr ? nullptr : git_tree_entry_byindex(tree, at);
  }

  // Compares the entries of one name; either may be nullptr if there is none.
  bool any(const git_tree_entry* before, const git_tree_entry* after, const std::string& folder) const {
    const bool is_same = before != nullptr && after != nullptr &&
                         git_oid_equal(git_tree_entry_id(before), git_tree_entry_id(after)) != 0 &&
                         git_tree_entry_filemode(before) == git_tree_entry_filemode(after);
    if (is_same) return false;
    const std::string path = folder + git_tree_entry_name(before != nullptr ? before : after);
    const Tree old_tree = subtree(before);
    const Tree new_tree = subtree(after);
    if ((old_tree || new_tree) && any(old_tree.get(), new_tree.get(), path + "/")) return true;
    const bool was_file = before != nullptr && !old_tree;
    const bool is_file = after != nullptr && !new_tree;
    if (!was_file && !is_file) return false;
    FileChange change{.path = path};
    if (!was_file) change.kind = FileChange::Kind::added;
    if (!is_file) change.kind = FileChange::Kind::deleted;
    return is_wanted_(change);
  }

  Tree subtree(const git_tree_entry* entry) const {
    if (entry == nullptr || git_tree_entry_type(entry) != GIT_OBJECT_TREE) return nullptr;
    git_tree* tree = nullptr;
    check(git_tree_lookup(&tree, repository_, git_tree_entry_id(entry)), "read a folder");
    return Tree(tree);
  }

  git_repository* repository_;
  const std::function<bool(const FileChange&)>& is_wanted_;
};

// Mode and id of the entry at this path of a tree; empty if there is none.
std::string entry_text(const git_tree* tree, const std::string& path) {
  git_tree_entry* entry = nullptr;
  const int status = git_tree_entry_bypath(&entry, tree, path.c_str());
  if (status == GIT_ENOTFOUND) return "";
  check(status, "look up " + path);
  const Owned<git_tree_entry, git_tree_entry_free> owned(entry);
  return fmt::format("{:o} {}", git_tree_entry_filemode_raw(entry), hex(*git_tree_entry_id(entry)));
}

// Once per process; libgit2 counts its initializations.
void initialize_library() {
  static const int status = [] {
    const int started = git_libgit2_init();
    // A kernel's history takes gigabytes, and each commit is read only once: bound the memory that caches it.
    constexpr size_t mib = size_t{1} << 20;
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, static_cast<ssize_t>(64 * mib));
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, 8 * mib);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 64 * mib);
    return started;
  }();
  check(status, "initialize libgit2");
}

}  // namespace

Expected<GitReader> GitReader::open(const std::filesystem::path& tree) {
  return open_with(tree, 0);
}

Expected<GitReader> GitReader::open_top(const std::filesystem::path& tree) {
  return open_with(tree, GIT_REPOSITORY_OPEN_NO_SEARCH);
}

Expected<GitReader> GitReader::open_with(const std::filesystem::path& tree, unsigned flags) {
  initialize_library();
  git_repository* repository = nullptr;
  if (const int status = git_repository_open_ext(&repository, tree.c_str(), flags, nullptr); status < 0) {
    if (status == GIT_EOWNER) {
      return fail(
          fmt::format("{0} belongs to another user, whose trees git does not use unless told to: git "
                      "config --global --add safe.directory {0}",
                      tree.string()));
    }
    return fail(fmt::format("{} is no git repository ({})", tree.string(), last_error()));
  }
  return GitReader(std::shared_ptr<git_repository>(repository, git_repository_free));
}

bool GitReader::is_shallow() const {
  // git_repository_is_shallow() does not see it from a linked worktree.
  std::error_code absent;
  const auto cuts = std::filesystem::file_size(common_directory() / "shallow", absent);
  return !absent && cuts > 0;
}

std::filesystem::path GitReader::common_directory() const {
  return std::filesystem::canonical(git_repository_commondir(repository_.get()));
}

Expected<std::string> GitReader::resolve(const std::string& revision) const {
  git_object* found = nullptr;
  if (git_revparse_single(&found, repository_.get(), revision.c_str()) < 0) {
    return fail(fmt::format("revision '{}' is not in this tree ({})", revision, last_error()));
  }
  const Object object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) < 0) {
    return fail(fmt::format("revision '{}' does not name a commit", revision));
  }
  const Object commit(peeled);
  return hex(*git_object_id(commit.get()));
}

Commit GitReader::commit(const std::string& id) const {
  const CommitHandle handle = look_up(repository_.get(), id);
  Commit result{.id = id};
  const char* subject = git_commit_summary(handle.get());
  if (subject != nullptr) result.subject = without_controls(subject);
  const git_signature* author = git_commit_author(handle.get());
  result.author = without_controls(fmt::format("{} <{}>", author->name, author->email));
  result.date = utc_text(std::chrono::system_clock::from_time_t(author->when.time));
  for (unsigned i = 0; i < git_commit_parentcount(handle.get()); ++i) {
    result.parents.push_back(hex(*git_commit_parent_id(handle.get(), i)));
  }
  return result;
}

std::string GitReader::committed(const std::string& id) const {
  return utc_text(
      std::chrono::system_clock::from_time_t(git_commit_time(look_up(repository_.get(), id).get())));
}

std::string GitReader::message(const std::string& id) const {
  // The commit owns its text.
  const CommitHandle commit = look_up(repository_.get(), id);
  const char* text = git_commit_message(commit.get());
  return text != nullptr ? text : "";
}

std::string GitReader::patch_of(const std::string& id) const {
  return patch_text(id, GIT_DIFF_NORMAL);
}

std::string GitReader::reverse_patch_of(const std::string& id) const {
  return patch_text(id, GIT_DIFF_REVERSE);
}

std::optional<std::string> GitReader::file(const std::string& id, const std::string& path) const {
  const CommitHandle commit = look_up(repository_.get(), id);
  const Tree tree = tree_of(commit.get(), id);
  git_tree_entry* raw_entry = nullptr;
  const int status = git_tree_entry_bypath(&raw_entry, tree.get(), path.c_str());
  if (status == GIT_ENOTFOUND) return std::nullopt;
  check(status, "look up " + path);
  const Owned<git_tree_entry, git_tree_entry_free> entry(raw_entry);
  if (git_tree_entry_type(entry.get()) != GIT_OBJECT_BLOB) return std::nullopt;
  git_blob* raw_blob = nullptr;
  check(git_blob_lookup(&raw_blob, repository_.get(), git_tree_entry_id(entry.get())), "read " + path);
  const Owned<git_blob, git_blob_free> blob(raw_blob);
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                     static_cast<size_t>(git_blob_rawsize(blob.get())));
}

bool GitReader::has(const std::string& id, const std::string& path) const {
  const CommitHandle commit = look_up(repository_.get(), id);
  return !entry_text(tree_of(commit.get(), id).get(), path).empty();
}

std::string GitReader::patch_text(const std::string& id, unsigned flags) const {
  const CommitHandle commit = look_up(repository_.get(), id);
  const Tree own = tree_of(commit.get(), id);
  Tree before;
  if (git_commit_parentcount(commit.get()) > 0) {
    const std::string parent = hex(*git_commit_parent_id(commit.get(), 0));
    before = tree_of(look_up(repository_.get(), parent).get(), parent);
  }
  git_diff_options options;
  check(git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION), "prepare a diff");
  options.flags |= GIT_DIFF_SHOW_BINARY | flags;
  git_diff* difference = nullptr;
  check(git_diff_tree_to_tree(&difference, repository_.get(), before.get(), own.get(), &options),
        "diff " + id);
  const Diff diff(difference);
  git_buf buffer = GIT_BUF_INIT;
  check(git_diff_to_buf(&buffer, diff.get(), GIT_DIFF_FORMAT_PATCH), "write the diff of " + id);
  std::string text(buffer.ptr, buffer.size);
  git_buf_dispose(&buffer);
  return text;
}

bool GitReader::changes_any(const std::string& id, size_t parent,
                            const std::function<bool(const FileChange&)>& is_wanted) const {
  const CommitHandle commit = look_up(repository_.get(), id);
  const git_oid* parent_id = git_commit_parent_id(commit.get(), static_cast<unsigned>(parent));
  Tree before;
  if (parent_id != nullptr)
    before = tree_of(look_up(repository_.get(), hex(*parent_id)).get(), hex(*parent_id));
  const Tree own = tree_of(commit.get(), id);
  return TreeComparison(repository_.get(), is_wanted).any(before.get(), own.get(), "");
}

bool GitReader::makes_any(const std::string& merge,
                          const std::function<bool(const FileChange&)>& is_wanted) const {
  const CommitHandle commit = look_up(repository_.get(), merge);
  std::vector<Tree> trees;
  trees.push_back(tree_of(commit.get(), merge));
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
    const std::string parent = hex(*git_commit_parent_id(commit.get(), i));
    trees.push_back(tree_of(look_up(repository_.get(), parent).get(), parent));
  }
  return changes_any(merge, 0, [&](const FileChange& change) {
    if (!is_wanted(change)) return false;
    const std::string own = entry_text(trees[0].get(), change.path);
    for (size_t parent = 2; parent < trees.size(); ++parent) {
      if (entry_text(trees[parent].get(), change.path) == own) return false;
    }
    return true;
  });
}

bool GitReader::is_ancestor(const std::string& ancestor, const std::string& descendant) const {
  if (ancestor == descendant) return true;
  const git_oid one = oid(ancestor);
  const git_oid other = oid(descendant);
  const int status = git_graph_descendant_of(repository_.get(), &other, &one);
  check(status, "walk from " + descendant);
  return status == 1;
}

std::optional<std::string> GitReader::merge_base(const std::string& one, const std::string& other) const {
  const git_oid first = oid(one);
  const git_oid second = oid(other);
  git_oid base;
  const int status = git_merge_base(&base, repository_.get(), &first, &second);
  if (status == GIT_ENOTFOUND) return std::nullopt;
  check(status, fmt::format("find the merge base of {} and {}", one, other));
  return hex(base);
}

CandidateGraph GitReader::candidates(const std::string& old_end, const std::string& new_end) const {
  git_revwalk* raw = nullptr;
  check(git_revwalk_new(&raw, repository_.get()), "walk the history");
  const Walk walk(raw);
  const git_oid old_id = oid(old_end);
  const git_oid new_id = oid(new_end);
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
  check(git_revwalk_push(walk.get(), &new_id), "walk from " + new_end);
  check(git_revwalk_hide(walk.get(), &old_id), "leave out " + old_end);
  CandidateGraph graph;
  std::unordered_map<std::string, int> index;
  git_oid id;
  int status = 0;
  while ((status = git_revwalk_next(&id, walk.get())) == 0) {
    const std::string text = hex(id);
    index[text] = static_cast<int>(graph.ids.size());
    graph.ids.push_back(text);
    const CommitHandle handle = look_up(repository_.get(), text);
    std::vector<int>& parents = graph.parents.emplace_back();
    for (unsigned i = 0; i < git_commit_parentcount(handle.get()); ++i) {
      const auto parent = index.find(hex(*git_commit_parent_id(handle.get(), i)));
      if (parent != index.end()) parents.push_back(parent->second);
    }
  }
  if (status != GIT_ITEROVER) check(status, "walk the history");
  return graph;
}

}  // namespace kbisect
