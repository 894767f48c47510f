// The claim itself: real source, real make with Kata's full config, real boots, real git. Tens of minutes
// with cold caches.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/zstd.hpp"
#include "model/profile.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

std::string git(const fs::path& where, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", where.string()});
  std::string out = run_or_throw({.argv = arguments});
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

fs::path only_entry(const fs::path& folder) {
  std::vector<fs::path> entries(fs::directory_iterator(folder), fs::directory_iterator{});
  REQUIRE(entries.size() == 1);
  return entries[0];
}

}  // namespace

TEST_CASE("the demo lands on the planted commit", "[real_demo]") {
  const TemporaryDirectory scratch;
  const fs::path results = scratch.path() / "results";
  const Finished demo =
      run({.argv = {"sh", std::string(KBISECT_SOURCE_DIR) + "/harness/demo.sh", "--work",
                    scratch.path().string(), "--results", results.string()},
           .on_output = [](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); }});
  REQUIRE(demo.shell_status() == 0);

  // Which commit was planted is asked of git, not of kbisect: the only one in the range that touches the
  // header.
  const fs::path replica = scratch.path() / "replica-128-1";
  const std::string planted =
      git(replica, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"});
  REQUIRE(planted.size() == 40);
  CHECK(git(replica, {"rev-list", "--count", "replica-good..replica-bad"}) == "128");
  CHECK(git(replica, {"rev-list", "--count", "--merges", "replica-good..replica-bad"}) != "0");

  const fs::path folder = only_entry(results);
  const auto result = nlohmann::json::parse(*read_file(folder / "result.json"));
  CHECK(result["outcome"]["culprit"]["id"] == planted);
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["outcome"]["expectation"] == "met-by-trailer");
  int built = 0;
  for (const auto& step : result["steps"]) {
    if (step["role"] != "proof" && step["role"] != "revert" && !step["build"]["reused"]) built += 1;
  }
  // Most commits change nothing that the build reads. Of the 25 that do, 5 are built to find the culprit,
  // then that and its parent.
  CHECK(result["pruned"] == 103);
  CHECK(built <= 2 + 7);

  // The proof: the culprit fails, its parent passes, and so does the bad end without it.
  CHECK(result["certificate"]["holds"] == true);
  REQUIRE(result["certificate"]["proofs"].size() == 3);
  CHECK(result["certificate"]["proofs"][0]["failed"] >= 5);
  CHECK(result["certificate"]["proofs"][1]["passed"] >= 5);
  CHECK(result["certificate"]["proofs"][2]["passed"] >= 5);

  // The profile is right: the toggle that hides the bug is off in what was really built.
  const std::string good = git(replica, {"rev-parse", "replica-good^{commit}"});
  const fs::path good_end = folder / "steps" / ("002-" + good.substr(0, 12));
  const auto config = parse_dot_config(*zstd_decompress(*read_file(good_end / "config.zst")));
  CHECK(config.at("CONFIG_BLK_DEV_LOOP") == "y");
  CHECK((config.count("CONFIG_BLK_DEV_WRITE_MOUNTED") == 0 ||
         config.at("CONFIG_BLK_DEV_WRITE_MOUNTED") == "n"));

  const fs::path elsewhere = scratch.path() / "replay";
  git(replica,
      {"worktree", "add", "--quiet", "--detach", "--no-checkout", elsewhere.string(), "replica-bad"});
  git(elsewhere, {"bisect", "replay", (folder / "bisect.log").string()});
  CHECK(git(elsewhere, {"rev-parse", "refs/bisect/bad"}) == planted);
  git(replica, {"worktree", "remove", "--force", elsewhere.string()});
  const std::string worktrees = git(replica, {"worktree", "list"});
  CHECK(std::count(worktrees.begin(), worktrees.end(), '\n') == 0);
}
