#include "support/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/zstd.hpp"
#include "engine/run/journal.hpp"
#include "support/catch.hpp"

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// Each commit is built once; how often a kept kernel is booted again is up to the search.
void require_each_once(const World& world) {
  auto recorded = world.recorded();
  std::sort(recorded.begin(), recorded.end());
  CHECK(std::adjacent_find(recorded.begin(), recorded.end()) == recorded.end());
}

// A lock file is all that remains of a run killed in its very last instant. Acquiring it removes the file.
bool is_lock_of_nobody(const fs::path& path) {
  return path.filename() == "lock" && kbisect::FileLock::acquire(path, "a test");
}

void require_nothing_left(const World& world) {
  CHECK(eventually([&] { return world.alive().empty(); }, 5s));
  CHECK(world.git({"worktree", "list"}).find('\n') == std::string::npos);
  CHECK(world.git({"for-each-ref", "--format=%(refname)"}) ==
        "refs/heads/main\nrefs/tags/end\nrefs/tags/start");
  for (const auto& entry : fs::recursive_directory_iterator(world.cache() / "trees")) {
    INFO(entry.path());
    CHECK((entry.is_directory() || is_lock_of_nobody(entry.path())));
  }
}

}  // namespace

void require_culprit(const World& world, const Ended& ended, int culprit) {
  INFO(ended.out);
  INFO(ended.err);
  REQUIRE((ended.status == 0 || ended.status == 5));
  CHECK(world.result()["certificate"]["holds"] == (ended.status == 0));
  const auto outcome = world.result()["outcome"];
  CHECK(outcome["kind"] == "culprit-found");
  CHECK(outcome["culprit"]["id"] == world.id(culprit));
}

void require_whole(const World& world, const Ended& ended, int kills) {
  require_culprit(world, ended, 5);
  const auto recorded = world.recorded();
  CHECK(world.configured().size() <= recorded.size() + static_cast<size_t>(kills));
  CHECK(world.result()["steps"].size() >= recorded.size());
  CHECK(world.result()["certificate"]["holds"] == true);
  require_each_once(world);
  require_nothing_left(world);
  require_readable(world);
}

void require_resumed(const World& world, const Ended& resumed, const std::vector<int>& recorded_before,
                     const std::vector<int>& configured_before) {
  require_culprit(world, resumed, 5);
  const auto configured = world.configured();
  for (size_t i = configured_before.size(); i < configured.size(); ++i) {
    CHECK(std::count(recorded_before.begin(), recorded_before.end(), configured[i]) == 0);
  }
  const auto recorded = world.recorded();
  CHECK(std::equal(recorded_before.begin(), recorded_before.end(), recorded.begin()));
  require_each_once(world);
  require_nothing_left(world);
  require_readable(world);
}

void require_readable(const World& world) {
  const fs::path folder = world.run_folder();
  const auto content = kbisect::parse_journal(kbisect::read_file(folder / "journal.jsonl").value_or(""));
  INFO((content ? "" : content.error().message));
  REQUIRE(content);
  for (const kbisect::Step& step : content->steps) {
    const auto files = fs::directory_iterator(
        folder / "steps" / fmt::format("{:03}-{}", step.number, step.commit.id.substr(0, 12)));
    for (const auto& entry : files) {
      INFO(entry.path());
      const auto bytes = kbisect::read_file(entry.path());
      REQUIRE(bytes);
      CHECK(entry.path().extension() != ".new");
      if (entry.path().extension() == ".zst") CHECK(kbisect::zstd_decompress(*bytes));
    }
  }
}

std::vector<std::string> tested(const World& world, size_t commits) {
  auto arguments = world.trial_arguments("test", {"--boots", "1", "--boot-seconds", "1"});
  for (size_t i = 0; i < commits; ++i) arguments.push_back(world.id(static_cast<int>(i)));
  const Ended ended = world.kbisect(arguments);
  INFO(ended.out << ended.err);
  std::vector<std::string> verdicts;
  const auto result = world.result();
  for (const auto& row : result["rows"]) {
    const auto& verdict = row["verdict"];
    verdicts.push_back(verdict["term"] == "skip" ? verdict["reason"] : verdict["term"]);
  }
  REQUIRE(verdicts.size() == commits);
  CHECK(world.alive().empty());
  return verdicts;
}

void check_verdicts(const std::vector<ExpectedVerdict>& rows) {
  History history;
  for (size_t i = 0; i < rows.size(); ++i) history.otherwise[static_cast<int>(i)] = rows[i].behaviour;
  const World world(history);
  const auto verdicts = tested(world, rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    INFO(rows[i].behaviour);
    CHECK(verdicts[i] == rows[i].verdict);
  }
}
