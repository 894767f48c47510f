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

FileChange::Kind kind_of(git_delta_t status) {
  if (status == GIT_DELTA_ADDED) return FileChange::Kind::added;
  return status == GIT_DELTA_DELETED ? FileChange::Kind::deleted : FileChange::Kind::modified;
}

// libgit2 counts its initializations; one a process is enough.
void initialize_library() {
  static const int status = git_libgit2_init();
  check(status, "initialize libgit2");
}

}  // namespace

Expected<GitReader> GitReader::open(const std::filesystem::path& tree) {
  initialize_library();
  git_repository* repository = nullptr;
  if (git_repository_open_ext(&repository, tree.c_str(), 0, nullptr) < 0) {
    return fail(fmt::format("{} is no git repository ({})", tree.string(), last_error()));
  }
  return GitReader(std::shared_ptr<git_repository>(repository, git_repository_free));
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

std::string GitReader::message(const std::string& id) const {
  const char* text = git_commit_message(look_up(repository_.get(), id).get());
  return text != nullptr ? text : "";
}

std::string GitReader::patch_of(const std::string& id) const {
  const CommitHandle commit = look_up(repository_.get(), id);
  const Tree own = tree_of(commit.get(), id);
  Tree before;
  if (git_commit_parentcount(commit.get()) > 0) {
    const std::string parent = hex(*git_commit_parent_id(commit.get(), 0));
    before = tree_of(look_up(repository_.get(), parent).get(), parent);
  }
  git_diff_options options;
  check(git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION), "prepare a diff");
  options.flags |= GIT_DIFF_SHOW_BINARY;
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
  git_diff_options options;
  check(git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION), "prepare a diff");
  struct Search {
    const std::function<bool(const FileChange&)>& is_wanted;
    bool found = false;
  } search{is_wanted};
  // Asked as the trees are walked, which ends with the first file that is wanted.
  options.payload = &search;
  options.notify_cb = [](const git_diff*, const git_diff_delta* delta, const char*, void* payload) {
    auto& state = *static_cast<Search*>(payload);
    state.found = state.is_wanted({.path = delta->new_file.path, .kind = kind_of(delta->status)});
    constexpr int stop = -1;
    constexpr int leave_out = 1;
    return state.found ? stop : leave_out;
  };
  git_diff* difference = nullptr;
  const int status = git_diff_tree_to_tree(&difference, repository_.get(), before.get(), own.get(), &options);
  const Diff diff(difference);
  if (!search.found) check(status, "diff " + id);
  return search.found;
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

CandidateGraph GitReader::candidates(const std::string& good, const std::string& bad) const {
  git_revwalk* raw = nullptr;
  check(git_revwalk_new(&raw, repository_.get()), "walk the history");
  const Walk walk(raw);
  const git_oid good_id = oid(good);
  const git_oid bad_id = oid(bad);
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
  check(git_revwalk_push(walk.get(), &bad_id), "walk from " + bad);
  check(git_revwalk_hide(walk.get(), &good_id), "leave out " + good);
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
