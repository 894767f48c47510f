#include "engine/replica/replica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "engine/replica/replica_files.hpp"
#include "model/replica/history_shape.hpp"
#include "model/replica/replica_edit.hpp"
#include "tools/git_import.hpp"
#include "tools/source_archive.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr const char* branch = "replica";
constexpr const char* author = "kbisect replica <replica@kbisect.invalid>";
constexpr const char* good_tag = "replica-good";
constexpr const char* bad_tag = "replica-bad";
constexpr std::time_t first_commit = 1704672000;  // 2024-01-08, the day after v6.7; any fixed day would do
constexpr std::time_t between_commits = 600;
constexpr size_t most_files_of_a_kind = 1500;  // held in memory

// What each commit does, before files are chosen: how many edits of which kind.
struct Script {
  HistoryShape shape;
  int culprit = 0;
  std::vector<std::vector<size_t>> kinds;  // by commit; empty for merges and the culprit
  std::vector<size_t> needed;              // edits, by kind
  int breaks = 0;                          // the commit that breaks the build, and the one that repairs it;
  int repairs = 0;                         // 0: none

  int commits() const { return static_cast<int>(shape.parents.size()) - 1; }
};

size_t random_kind(std::mt19937_64& random) {
  unsigned total = 0;
  for (const EditKind& kind : edit_kinds()) total += kind.share;
  auto roll = static_cast<unsigned>(random() % total);
  for (size_t kind = 0;; ++kind) {
    if (roll < edit_kinds()[kind].share) return kind;
    roll -= edit_kinds()[kind].share;
  }
}

// Breaks and repairs the build on the main line, so that every merge after the repair contains it.
void plant_stretch(int length, Script& script) {
  const int middle = static_cast<int>(script.shape.parents.size()) / 2;
  // main_line() begins with the newest commit.
  for (const int commit : main_line(script.shape)) {
    if (commit == 0 || commit == script.culprit || script.shape.is_merge(commit)) continue;
    if (commit >= middle + (length + 1) / 2) script.repairs = commit;
    if (script.breaks == 0 && commit <= middle - length / 2) script.breaks = commit;
  }
  if (script.breaks > 0 && script.repairs > 0) return;
  throw UsageError(fmt::format(
      "--unbuildable {}: there is no room for so many commits that do not build; give more --commits",
      length));
}

HistoryShape shape_of(const ReplicaRequest& request, std::mt19937_64& random) {
  if (request.shape.empty()) return branching_shape(request.commits, random);
  auto shape = parse_shape(read_compressed(request.shape));
  if (!shape) throw UsageError(fmt::format("--shape {}: {}", request.shape.string(), shape.error().message));
  const int commits = static_cast<int>(shape->parents.size()) - 1;
  return request.commits < commits ? cut_shape(*shape, request.commits) : std::move(*shape);
}

// How many files a commit edits: up to three in a drawn history, nearly always one in a history of a given
// shape, which may be large and would otherwise touch more of the kernel than a release does.
unsigned draw_edits(const ReplicaRequest& request, std::mt19937_64& random) {
  constexpr unsigned most_edits = 3;
  constexpr unsigned one_in = 8;
  if (request.shape.empty()) return 1 + static_cast<unsigned>(random() % most_edits);
  return random() % one_in == 0 ? 2 : 1;
}

Script write_script(const ReplicaRequest& request) {
  std::mt19937_64 random(request.seed);
  Script script{.shape = shape_of(request, random)};
  const int commits = script.commits();
  do {
    script.culprit = 1 + static_cast<int>(random() % static_cast<unsigned>(commits));
  } while (script.shape.is_merge(script.culprit));
  script.kinds.resize(static_cast<size_t>(commits) + 1);
  script.needed.resize(edit_kinds().size());
  for (int commit = 1; commit <= commits; ++commit) {
    if (commit == script.culprit || script.shape.is_merge(commit)) continue;
    for (auto edits = draw_edits(request, random); edits > 0; --edits) {
      const size_t kind = random_kind(random);
      script.kinds[static_cast<size_t>(commit)].push_back(kind);
      script.needed[kind] += 1;
    }
  }
  // Last, because it needs the culprit. It draws nothing, so the rest is the same without it.
  if (request.unbuildable > 0) plant_stretch(request.unbuildable, script);
  return script;
}

// Draws as many files of each kind as are needed, by a hash of seed and path, so that the draw does not
// depend on the archive's order and only the drawn files are held in memory.
class Draw {
 public:
  Draw(const std::vector<size_t>& needed, std::uint64_t seed)
      : needed_(needed), seed_(seed), drawn_(needed.size()) {}

  void offer(const SourceFile& file) {
    const auto kind = edit_kind_of(file);
    if (!kind) return;
    auto& files = drawn_[*kind];
    files.emplace(sha256(fmt::format("{} {}", seed_, file.path)), file);
    if (files.size() > std::min(needed_[*kind], most_files_of_a_kind)) files.erase(std::prev(files.end()));
  }

  // Takes the files of this kind, in the order of the draw. Throws UsageError when the source had none.
  std::vector<SourceFile> take(size_t kind) {
    if (drawn_[kind].empty() && needed_[kind] > 0) {
      throw UsageError(fmt::format("the source has no files {}*{} to edit", edit_kinds()[kind].folder,
                                   edit_kinds()[kind].suffix));
    }
    std::vector<SourceFile> files;
    while (!drawn_[kind].empty()) files.push_back(drawn_[kind].extract(drawn_[kind].begin()).mapped());
    return files;
  }

 private:
  const std::vector<size_t>& needed_;
  std::uint64_t seed_;
  std::vector<std::map<std::string, SourceFile>> drawn_;
};

// Feeds one history to git, commit by commit.
class Writer {
 public:
  Writer(const ReplicaRequest& request, const Script& script, GitImport& git)
      : request_(request), script_(script), git_(git), files_(script.shape) {}

  void good_end() {
    begin(0, fmt::format("{}, before the planted culprit\n\n"
                         "The good end of a replica of {} commits with seed {}, made by `kbisect replica`:\n"
                         "a real source with one line of {} taken out,\n"
                         "not a commit of upstream's history.\n",
                         request_.source.filename().string(), script_.commits(), request_.seed,
                         planted_culprit().path));
    Draw draw(script_.needed, request_.seed);
    SourceFile with_culprit;
    SourceFile breakable;
    read_source_archive(request_.source, [&](const SourceFile& file) {
      draw.offer(file);
      if (file.path == planted_culprit().path) {
        with_culprit = file;
        SourceFile before = file;
        before.bytes = or_usage_error(without_culprit(file.bytes));
        git_.file(before);
      } else {
        git_.file(file);
      }
      if (file.path == breakable_path()) breakable = file;
    });
    if (with_culprit.path.empty()) {
      throw UsageError(fmt::format("{} has no {}; give the source of a kernel from 6.8 on",
                                   request_.source.string(), planted_culprit().path));
    }
    if (script_.breaks > 0 && breakable.path.empty()) {
      throw UsageError(fmt::format("{} has no {} to break", request_.source.string(), breakable_path()));
    }
    plan_changes(draw, with_culprit, breakable);
  }

  void later(int commit) {
    if (script_.shape.is_merge(commit)) {
      const std::vector<int> brought = brought_by_merge(script_.shape, commit);
      begin(commit, fmt::format("Merge a topic branch, commits: {}\n", brought.size()));
      std::set<size_t> files;
      for (const int other : brought) {
        const auto& changed = files_.changed_by(other);
        files.insert(changed.begin(), changed.end());
      }
      for (const size_t file : files) git_.file(files_.at(file, commit));
      return;
    }
    const auto& files = files_.changed_by(commit);
    const fs::path first = files_.original(files.front()).path;
    if (commit == script_.culprit) {
      begin(commit,
            fmt::format("{}\n\nPlanted by `kbisect replica`: puts back what the upstream commit of this name "
                        "added\nto {}.\n\nUpstream-commit: {}\n",
                        planted_culprit().subject, planted_culprit().path, planted_culprit().upstream));
    } else {
      begin(commit, fmt::format("{}: replica edit {} of {}\n", first.parent_path().string(),
                                last_edit_[commit], first.filename().string()));
    }
    for (const size_t file : files) git_.file(files_.at(file, commit));
  }

 private:
  // Assigns a file to each edit: every file of a kind once, then all of them again.
  void plan_changes(Draw& draw, const SourceFile& with_culprit, const SourceFile& breakable) {
    std::vector<std::vector<size_t>> of_kind(script_.needed.size());
    for (size_t kind = 0; kind < of_kind.size(); ++kind) {
      for (SourceFile& file : draw.take(kind)) of_kind[kind].push_back(files_.add(std::move(file)));
    }
    std::vector<size_t> next(of_kind.size());
    const size_t culprits = files_.add(with_culprit);
    const size_t broken_one = files_.add(breakable);
    int edits = 0;
    for (int commit = 1; commit <= script_.commits(); ++commit) {
      for (const size_t kind : script_.kinds[static_cast<size_t>(commit)]) {
        edits += 1;
        files_.edit(of_kind[kind][next[kind]++ % of_kind[kind].size()], commit, edits);
      }
      last_edit_[commit] = edits;
      if (commit == script_.culprit) files_.replace(culprits, commit, with_culprit.bytes);
      if (commit == script_.repairs) files_.replace(broken_one, commit, breakable.bytes);
      if (commit == script_.breaks) files_.replace(broken_one, commit, broken(breakable.bytes));
    }
  }

  // Marks begin with 1 (git-fast-import(1)).
  static int mark(int commit) { return commit + 1; }

  void begin(int commit, std::string message) {
    NewCommit fresh{.mark = mark(commit), .message = std::move(message)};
    fresh.when = first_commit + commit * between_commits;
    for (const int parent : script_.shape.parents[static_cast<size_t>(commit)]) {
      fresh.parents.push_back(mark(parent));
    }
    git_.begin(fresh);
  }

  const ReplicaRequest& request_;
  const Script& script_;
  GitImport& git_;
  ReplicaFiles files_;
  std::map<int, int> last_edit_;  // commit -> number of the last edit up to it
};

}  // namespace

Replica make_replica(const ReplicaRequest& asked, const std::function<void()>& begins) {
  ReplicaRequest request = asked;
  if (request.directory.empty())
    throw UsageError("directory: it is empty; name a new folder for the replica");
  request.directory = fs::absolute(request.directory).lexically_normal();
  if (!request.directory.has_filename()) request.directory = request.directory.parent_path();
  if (fs::exists(request.directory)) {
    throw UsageError(
        fmt::format("{} already exists; name a new folder for the replica", request.directory.string()));
  }
  if (fs::is_directory(request.source))
    throw UsageError(fmt::format("--source {}: it is a folder; give a tarball", request.source.string()));
  if (!fs::is_regular_file(request.source)) {
    throw UsageError(
        fmt::format("--source {}: no such file; install it with apt-get install linux-source-6.12, or give "
                    "another tarball",
                    request.source.string()));
  }
  if (!request.shape.empty() && !fs::is_regular_file(request.shape))
    throw UsageError(fmt::format("--shape {}: no such file", request.shape.string()));
  if (request.commits < fewest_replica_commits || request.commits > most_replica_commits) {
    throw UsageError(fmt::format("--commits {}: give a number from {} to {}", request.commits,
                                 fewest_replica_commits, most_replica_commits));
  }
  or_usage_error(check_folder(request.directory.parent_path()), "directory");
  const Script script = write_script(request);
  begins();
  const fs::path unfinished = request.directory.string() + ".unfinished";
  remove_tree(unfinished);
  make_directories(fs::absolute(unfinished).parent_path());
  try {
    GitImport git(unfinished, branch, author);
    Writer writer(request, script, git);
    writer.good_end();
    for (int commit = 1; commit <= script.commits(); ++commit) writer.later(commit);
    git.tag(good_tag, 1);
    git.tag(bad_tag, script.commits() + 1);
    git.finish();
  } catch (const std::exception&) {
    remove_tree(unfinished);
    throw;
  }
  fs::rename(unfinished, request.directory);
  Replica replica{.commits = script.commits(), .good_tag = good_tag, .bad_tag = bad_tag};
  for (int commit = 1; commit <= script.commits(); ++commit)
    replica.merges += script.shape.is_merge(commit) ? 1 : 0;
  return replica;
}

}  // namespace kbisect
