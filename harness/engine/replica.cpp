#include "engine/replica.hpp"

#include <fmt/format.h>

#include <map>
#include <random>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "model/history_shape.hpp"
#include "model/replica_edit.hpp"
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
constexpr unsigned most_edits = 3;  // files a commit

// What each commit does, before a file is known: how many edits of which kind.
struct Script {
  HistoryShape shape;
  int culprit = 0;
  std::vector<std::vector<size_t>> kinds;  // by commit; empty for merges and the culprit
  std::vector<size_t> needed;              // by kind
  int breaks = 0;                          // the commit that breaks the build, and the one that repairs it;
  int repairs = 0;                         // 0: none
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

// On the main line, so that every merge after the repair has it.
void plant_stretch(int length, Script& script) {
  const int middle = static_cast<int>(script.shape.parents.size()) / 2;
  // From the newest commit down.
  for (const int commit : main_line(script.shape)) {
    if (commit == 0 || commit == script.culprit || script.shape.is_merge(commit)) continue;
    if (commit >= middle + (length + 1) / 2) script.repairs = commit;
    if (script.breaks == 0 && commit <= middle - length / 2) script.breaks = commit;
  }
  if (script.breaks > 0 && script.repairs > 0) return;
  throw UsageError(
      fmt::format("--unbuildable {}: there is no room for such a stretch; ask for more --commits", length));
}

Script write_script(const ReplicaRequest& request) {
  const int commits = request.commits;
  std::mt19937_64 random(request.seed);
  Script script{.shape = branching_shape(commits, random)};
  do {
    script.culprit = 1 + static_cast<int>(random() % static_cast<unsigned>(commits));
  } while (script.shape.is_merge(script.culprit));
  script.kinds.resize(static_cast<size_t>(commits) + 1);
  script.needed.resize(edit_kinds().size());
  for (int commit = 1; commit <= commits; ++commit) {
    if (commit == script.culprit || script.shape.is_merge(commit)) continue;
    for (auto edits = 1 + random() % most_edits; edits > 0; --edits) {
      const size_t kind = random_kind(random);
      script.kinds[static_cast<size_t>(commit)].push_back(kind);
      script.needed[kind] += 1;
    }
  }
  // Last, so that what else is drawn is the same without it.
  if (request.unbuildable > 0) plant_stretch(request.unbuildable, script);
  return script;
}

// As many files of each kind as are needed, drawn by a hash of seed and path, so that the draw does not
// depend on the archive's order and no more than the drawn files are held.
class Draw {
 public:
  Draw(const std::vector<size_t>& needed, std::uint64_t seed)
      : needed_(needed), seed_(seed), drawn_(needed.size()) {}

  void offer(const SourceFile& file) {
    const auto kind = edit_kind_of(file);
    if (!kind) return;
    auto& files = drawn_[*kind];
    files.emplace(sha256(fmt::format("{} {}", seed_, file.path)), file);
    if (files.size() > needed_[*kind]) files.erase(std::prev(files.end()));
  }

  // One that has not been taken yet. Throws UsageError when the source had too few.
  SourceFile take(size_t kind) {
    auto& files = drawn_[kind];
    if (files.empty()) {
      throw UsageError(
          fmt::format("the source has only {} files {}*{} to edit, and this replica needs {}; "
                      "ask for fewer --commits",
                      taken_[kind], edit_kinds()[kind].folder, edit_kinds()[kind].suffix, needed_[kind]));
    }
    taken_[kind] += 1;
    return files.extract(files.begin()).mapped();
  }

 private:
  const std::vector<size_t>& needed_;
  std::uint64_t seed_;
  std::vector<std::map<std::string, SourceFile>> drawn_;
  std::map<size_t, size_t> taken_;
};

// Feeds one history to git, commit by commit.
class Writer {
 public:
  Writer(const ReplicaRequest& request, const Script& script, GitImport& git)
      : request_(request), script_(script), git_(git), draw_(script.needed, request.seed) {}

  void good_end() {
    begin(0, fmt::format("{}, before the planted culprit\n\n"
                         "The good end of a replica of {} commits with seed {}, made by `kbisect replica`:\n"
                         "a real source with one line of {} taken out,\n"
                         "not a commit of upstream's history.\n",
                         request_.source.filename().string(), request_.commits, request_.seed,
                         planted_culprit().path));
    read_source_archive(request_.source, [this](const SourceFile& file) {
      draw_.offer(file);
      if (file.path == planted_culprit().path) {
        with_culprit_ = file;
        SourceFile before = file;
        before.bytes = or_usage_error(without_culprit(file.bytes));
        git_.file(before);
      } else {
        git_.file(file);
      }
      if (file.path == breakable_path()) breakable_ = file;
    });
    if (with_culprit_.path.empty()) {
      throw UsageError(fmt::format("{} has no {}; give the source of a kernel from 6.8 on",
                                   request_.source.string(), planted_culprit().path));
    }
    if (script_.breaks > 0 && breakable_.path.empty()) {
      throw UsageError(fmt::format("{} has no {} to break", request_.source.string(), breakable_path()));
    }
  }

  void later(int commit) {
    if (script_.shape.is_merge(commit)) {
      const std::vector<int> brought = brought_by_merge(script_.shape, commit);
      begin(commit, fmt::format("Merge a topic branch, commits: {}\n", brought.size()));
      for (const int other : brought) put_files(other);
      return;
    }
    std::vector<SourceFile>& files = files_[commit];
    if (commit == script_.culprit) {
      files.push_back(with_culprit_);
      begin(commit,
            fmt::format("{}\n\nPlanted by `kbisect replica`: puts back what the upstream commit of this name "
                        "added\nto {}.\n\nUpstream-commit: {}\n",
                        planted_culprit().subject, planted_culprit().path, planted_culprit().upstream));
    } else {
      for (const size_t kind : script_.kinds[static_cast<size_t>(commit)]) {
        SourceFile file = draw_.take(kind);
        edits_ += 1;
        file.bytes = edited(file, edits_);
        files.push_back(std::move(file));
      }
      if (commit == script_.repairs) files.push_back(breakable_);
      if (commit == script_.breaks) {
        files.push_back(breakable_);
        files.back().bytes = broken(breakable_.bytes);
      }
      const fs::path first = files.front().path;
      begin(commit, fmt::format("{}: replica edit {} of {}\n", first.parent_path().string(), edits_,
                                first.filename().string()));
    }
    put_files(commit);
  }

 private:
  // Marks begin with one.
  static int mark(int commit) { return commit + 1; }

  void begin(int commit, std::string message) {
    NewCommit fresh{.mark = mark(commit), .message = std::move(message)};
    fresh.when = first_commit + commit * between_commits;
    for (const int parent : script_.shape.parents[static_cast<size_t>(commit)]) {
      fresh.parents.push_back(mark(parent));
    }
    git_.begin(fresh);
  }

  void put_files(int commit) {
    const auto files = files_.find(commit);
    if (files == files_.end()) return;
    for (const SourceFile& file : files->second) git_.file(file);
  }

  const ReplicaRequest& request_;
  const Script& script_;
  GitImport& git_;
  Draw draw_;
  SourceFile with_culprit_;
  SourceFile breakable_;
  // No two commits edit the same file, so a file is as it was or as one commit made it.
  std::map<int, std::vector<SourceFile>> files_;
  int edits_ = 0;
};

}  // namespace

Replica make_replica(const ReplicaRequest& asked, const std::function<void()>& begins) {
  ReplicaRequest request = asked;
  request.directory = fs::absolute(request.directory).lexically_normal();
  if (!request.directory.has_filename()) request.directory = request.directory.parent_path();
  if (fs::exists(request.directory)) {
    throw UsageError(
        fmt::format("{} is there already; name a new folder for the replica", request.directory.string()));
  }
  if (!fs::is_regular_file(request.source)) {
    throw UsageError(
        fmt::format("--source {}: no such file; install it with apt-get install linux-source-6.12, or give "
                    "another tarball",
                    request.source.string()));
  }
  if (request.commits < fewest_replica_commits || request.commits > most_replica_commits) {
    throw UsageError(fmt::format("--commits {}: give a number from {} to {}", request.commits,
                                 fewest_replica_commits, most_replica_commits));
  }
  const Script script = write_script(request);
  begins();
  const fs::path unfinished = request.directory.string() + ".unfinished";
  remove_tree(unfinished);
  make_directories(fs::absolute(unfinished).parent_path());
  try {
    GitImport git(unfinished, branch, author);
    Writer writer(request, script, git);
    writer.good_end();
    for (int commit = 1; commit <= request.commits; ++commit) writer.later(commit);
    git.tag(good_tag, 1);
    git.tag(bad_tag, request.commits + 1);
    git.finish();
  } catch (const std::exception&) {
    remove_tree(unfinished);
    throw;
  }
  fs::rename(unfinished, request.directory);
  Replica replica{.good_tag = good_tag, .bad_tag = bad_tag};
  for (int commit = 1; commit <= request.commits; ++commit)
    replica.merges += script.shape.is_merge(commit) ? 1 : 0;
  return replica;
}

}  // namespace kbisect
