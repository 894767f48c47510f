#include "tools/git_bisect.hpp"
#include "tools/git_read.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/catch.hpp"
#include "support/scratch_repository.hpp"

using namespace kbisect;

namespace {

// main: 0 - 1 - 2 ------ m - 7
//            \-- 3 - 4 -/
struct History {
  ScratchRepository repository;
  std::vector<std::string> ids;

  History() {
    for (int i = 0; i < 3; ++i) add(i);
    repository.git({"checkout", "--quiet", "-b", "side", ids[1]});
    for (int i = 3; i < 5; ++i) add(i);
    repository.git({"checkout", "--quiet", "main"});
    repository.git({"merge", "--quiet", "--no-ff", "-m", "merge", "side"});
    ids.push_back(repository.git({"rev-parse", "HEAD"}));
    add(7);
    repository.git({"tag", "-a", "-m", "annotated", "v-bad"});
  }
  void add(int i) {
    repository.write("file" + std::to_string(i), std::to_string(i));
    ids.push_back(repository.commit("commit " + std::to_string(i)));
  }
};

// All state of the user's that must not change.
std::string user_state(const ScratchRepository& repository) {
  return repository.git({"symbolic-ref", "HEAD"}) + repository.git({"for-each-ref"}) +
         repository.git({"status", "--porcelain"}) + repository.git({"ls-files", "--stage"}) +
         repository.git({"bisect", "log"}) + repository.git({"config", "--local", "--list"});
}

}  // namespace

TEST_CASE("the files that a commit changes are told, as git diff-tree tells them", "[git]") {
  ScratchRepository repository;
  const auto lines = [&](const std::string& id, const std::string& parent) {
    std::string text = repository.git({"diff-tree", "-r", "--no-renames", "--name-status", parent, id});
    std::replace(text.begin(), text.end(), '\t', ' ');
    return text;
  };
  for (const char* file : {"a", "b/c", "b/d/e", "b.c", "b-c/d", "z/z", "exec"}) repository.write(file, file);
  repository.commit("one");
  repository.write("b/d/e", "other");
  repository.write("b/d/f/g", "new");
  repository.git({"rm", "--quiet", "-r", "b-c", "z"});
  repository.write("z", "a file now");
  repository.git({"rm", "--quiet", "b.c"});
  repository.write("b.c/h", "a folder now");
  repository.git({"update-index", "--chmod=+x", "exec"});
  const std::string two = repository.commit("two");
  repository.git({"checkout", "--quiet", "-b", "side", two + "^"});
  repository.write("a", "side");
  repository.commit("side");
  repository.git({"checkout", "--quiet", "main"});
  repository.git({"merge", "--quiet", "--no-ff", "-m", "merge", "side"});
  const std::string merge = repository.git({"rev-parse", "HEAD"});

  const auto reader = GitReader::open(repository.path());
  REQUIRE(reader);
  for (const auto& [id, parent] : {std::pair{two, 0}, std::pair{merge, 0}, std::pair{merge, 1}}) {
    std::vector<std::string> ours;
    const bool none = reader->changes_any(id, static_cast<size_t>(parent), [&](const FileChange& change) {
      constexpr std::array letters{"M ", "A ", "D "};
      ours.push_back(letters[static_cast<size_t>(change.kind)] + change.path);
      return false;
    });
    CHECK_FALSE(none);
    std::istringstream theirs(lines(id, reader->commit(id).parents[static_cast<size_t>(parent)]));
    size_t count = 0;
    for (std::string line; std::getline(theirs, line); ++count) {
      INFO(line);
      CHECK(std::count(ours.begin(), ours.end(), line) == 1);
    }
    CHECK(count == ours.size());
  }
  int asked = 0;
  CHECK(reader->changes_any(two, 0, [&](const FileChange&) { return ++asked == 2; }));
  CHECK(asked == 2);
}

TEST_CASE("libgit2 reads what git wrote", "[git]") {
  const History history;
  const auto reader = GitReader::open(history.repository.path());
  REQUIRE(reader);
  CHECK(*reader->resolve("v-bad") == history.ids.back());
  CHECK(*reader->resolve(history.ids[2].substr(0, 12)) == history.ids[2]);
  CHECK_THAT(reader->resolve("v9.9").error().message, contains("v9.9"));
  CHECK_THAT(reader->resolve("main^{tree}").error().message, contains("commit"));
  const Commit commit = reader->commit(history.ids[5]);
  CHECK(commit.subject == "merge");
  CHECK(commit.author == "A U Thor <author@example.com>");
  CHECK(commit.parents == std::vector<std::string>{history.ids[2], history.ids[4]});
  CHECK(reader->is_ancestor(history.ids[3], history.ids[6]));
  CHECK_FALSE(reader->is_ancestor(history.ids[3], history.ids[2]));
  CHECK(reader->merge_base(history.ids[2], history.ids[4]) == history.ids[1]);
  CHECK_THAT(GitReader::open("/proc/self").error().message, contains("/proc/self"));
  const std::filesystem::path inside = history.repository.path() / "inside";
  std::filesystem::create_directories(inside / ".git");
  CHECK(GitReader::open(inside).has_value());
  CHECK_THAT(GitReader::open_top(inside).error().message, contains(inside.string()));
}

TEST_CASE("the candidates are those of git rev-list", "[git]") {
  const History history;
  const auto reader = GitReader::open(history.repository.path());
  const CandidateGraph graph = reader->candidates(history.ids[0], history.ids.back());
  CHECK(std::to_string(graph.ids.size()) ==
        history.repository.git({"rev-list", "--count", history.ids[0] + "..main"}));
  CHECK(graph.ids.back() == history.ids.back());
  for (size_t i = 0; i < graph.ids.size(); ++i) {
    for (const int parent : graph.parents[i]) CHECK(parent < static_cast<int>(i));
  }
}

TEST_CASE("a bisection leaves the user's checkout and their own bisection alone", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  history.repository.git({"bisect", "start"});
  history.repository.git({"bisect", "bad", "HEAD"});
  history.repository.write("file0", "the user's own edit");
  const std::string before = user_state(history.repository);

  const GitWorktree tree(history.repository.path(), cache.path() / "worktree");
  const GitBisect bisect(tree);
  tree.add(history.ids.back());
  tree.checkout(history.ids[3]);
  CHECK(*read_file(cache.path() / "worktree/file3") == "3");
  CHECK_FALSE(std::filesystem::exists(cache.path() / "worktree/file2"));
  bisect.start(history.ids[0], history.ids.back());
  // The culprit is commit 3, so all commits that contain it are bad.
  const std::set<std::string> bad{history.ids[3], history.ids[4], history.ids[5]};
  const auto graph =
      GitReader::open(history.repository.path())->candidates(history.ids[0], history.ids.back());
  std::map<std::string, Verdict> verdicts{{history.ids.back(), Bad{}}};
  while (remaining_after(graph, verdicts, Hunt::regression).candidates.size() > 1) {
    const std::string pick = bisect.proposal();
    REQUIRE(verdicts.count(pick) == 0);
    verdicts[pick] = bad.count(pick) > 0 ? Verdict(Bad{}) : Verdict(Good{});
    bisect.tell(pick, verdicts[pick]);
  }
  CHECK(bisect.oldest_new() == history.ids[3]);
  const std::string log = bisect.log();
  CHECK(user_state(history.repository) == before);
  tree.remove();
  CHECK(user_state(history.repository) == before);
  const std::string worktrees = history.repository.git({"worktree", "list"});
  CHECK(std::count(worktrees.begin(), worktrees.end(), '\n') == 0);

  // The saved log can be replayed by plain git in another worktree.
  const auto log_file = cache.path() / "bisect.log";
  write_atomically(log_file, log);
  history.repository.git({"worktree", "add", "--quiet", "--detach", (cache.path() / "replay").string()});
  run_or_throw(
      {.argv = {"git", "bisect", "replay", log_file.string()}, .directory = cache.path() / "replay"});
  CHECK(run_or_throw({.argv = {"git", "rev-parse", "refs/bisect/bad"},
                      .directory = cache.path() / "replay"}) == history.ids[3] + "\n");
}

TEST_CASE("a hunt for a fix is told to git as broken and fixed", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const GitWorktree tree(history.repository.path(), cache.path() / "worktree");
  const GitBisect bisect(tree, Hunt::fix);
  tree.add(history.ids.back());
  bisect.start(history.ids[0], history.ids.back());
  bisect.tell(history.ids[3], Good{});
  CHECK(bisect.oldest_new() == history.ids[3]);
  CHECK_THAT(bisect.log(), contains("git bisect fixed " + history.ids[3]));
  bisect.tell(history.ids[1], Bad{});
  CHECK_THAT(bisect.log(), contains("git bisect broken " + history.ids[1]));
  // A later bisection in the same worktree uses its own terms.
  const GitBisect other(tree);
  other.start(history.ids[0], history.ids.back());
  other.tell(history.ids[3], Bad{});
  CHECK(other.oldest_new() == history.ids[3]);
}

TEST_CASE("with only skipped commits left git is still told, and its log kept", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const GitWorktree tree(history.repository.path(), cache.path() / "worktree");
  const GitBisect bisect(tree);
  tree.add(history.ids.back());
  bisect.start(history.ids[4], history.ids[5]);
  // Candidates left: 2 and the merge.
  CHECK_NOTHROW(bisect.tell(history.ids[2], Skip{SkipReason::cannot_build, ""}));
  CHECK(bisect.oldest_new() == history.ids[5]);
  CHECK_THAT(bisect.log(), contains("git bisect skip " + history.ids[2]));
}

TEST_CASE("a worktree that lost its way is made again", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const GitWorktree tree(history.repository.path(), cache.path() / "worktree");
  tree.add(history.ids[0]);
  std::filesystem::remove_all(cache.path() / "worktree");
  CHECK_NOTHROW(tree.add(history.ids[0]));
  std::filesystem::remove(cache.path() / "worktree/.git");
  CHECK_NOTHROW(tree.add(history.ids[0]));
  CHECK_NOTHROW(tree.checkout(history.ids[1]));
}

TEST_CASE("a worktree of a tree that was made anew can be removed", "[git]") {
  const TemporaryDirectory cache;
  const auto worktree = cache.path() / "worktree";
  {
    const History history;
    GitWorktree(history.repository.path(), worktree).add(history.ids[0]);
  }
  REQUIRE(std::filesystem::exists(worktree));
  const History history;
  CHECK_NOTHROW(GitWorktree(history.repository.path(), worktree).remove());
  CHECK_FALSE(std::filesystem::exists(worktree));
}

TEST_CASE("a checkout is the commit and nothing else, and a change to it is seen", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const auto worktree = cache.path() / "worktree";
  const GitWorktree tree(history.repository.path(), worktree);
  tree.add(history.ids[0]);
  tree.checkout(history.ids[1]);
  CHECK_NOTHROW(tree.require_checked_out(history.ids[1]));
  CHECK_THROWS_WITH(tree.require_checked_out(history.ids[2]), contains("HEAD is " + history.ids[1]));
  write_atomically(worktree / "file0", "edited");
  CHECK_THROWS_WITH(tree.require_checked_out(history.ids[1]), contains("file0"));
  write_atomically(worktree / "file9", "untracked");
  write_atomically(worktree / ".kbisect-ours", "ours");
  tree.checkout(history.ids[1]);
  CHECK(*read_file(worktree / "file0") == "0");
  CHECK_FALSE(std::filesystem::exists(worktree / "file9"));
  CHECK(*read_file(worktree / ".kbisect-ours") == "ours");
}

TEST_CASE("a bisection that was begun by half is forgotten, whatever was changed since", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const auto worktree = cache.path() / "worktree";
  const GitWorktree tree(history.repository.path(), worktree);
  const GitBisect bisect(tree);
  tree.add(history.ids[0]);
  bisect.start(history.ids[0], history.ids[6]);
  tree.checkout(history.ids[6]);
  write_atomically(worktree / "file1", "edited");
  run_or_throw({.argv = {"git", "update-ref", "-d", "BISECT_HEAD"}, .directory = worktree});
  CHECK_NOTHROW(bisect.start(history.ids[0], history.ids[6]));
  CHECK(*read_file(worktree / "file1") == "edited");
}

TEST_CASE("a revision that git cannot check out stops the run", "[git]") {
  const History history;
  const TemporaryDirectory cache;
  const GitWorktree tree(history.repository.path(), cache.path() / "worktree");
  tree.add(history.ids[0]);
  CHECK_THROWS_AS(tree.checkout(std::string(40, 'f')), InfrastructureError);
}
