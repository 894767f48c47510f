// The main claim: real source, real make with Kata's full config, real boots, real git. Takes tens of minutes
// with cold caches.
#include <fmt/format.h>

#include <algorithm>

#include "base/zstd.hpp"
#include "model/kernel/profile.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

TEST_CASE("the demo lands on the planted commit", "[real_demo]") {
  const TemporaryDirectory scratch;
  const fs::path results = scratch.path() / "results";
  const Finished demo =
      run_shown({"sh", KBISECT_SOURCE_DIR "/harness/demo.sh", "--work", scratch.path().string(), "--results",
                 results.string(), "--", "--ccache", "off", "--kept-kernels", "ignore"});
  REQUIRE(demo.shell_status() == 0);

  // git, not kbisect, says which commit was planted: the only one in the range that touches the header.
  const fs::path replica = scratch.path() / "replica-128-1";
  const std::string planted =
      git_in(replica, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"});
  REQUIRE(planted.size() == 40);
  CHECK(git_in(replica, {"rev-list", "--count", "replica-good..replica-bad"}) == "128");
  CHECK(git_in(replica, {"rev-list", "--count", "--merges", "replica-good..replica-bad"}) != "0");

  const fs::path folder = only_entry(results);
  const auto result = result_in(folder);
  CHECK(result["outcome"]["culprit"]["id"] == planted);
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["outcome"]["expectation"] == "met-by-trailer");
  // What makes it fast, as counts: most commits change nothing that the search's kernels read; of the 8 that
  // do, 3 are built besides the ends, each from the files that differ from the one before; no kernel of the
  // search has half the objects of the proof's; and a commit boots no more often than its verdict needs.
  int built = 0;
  int objects_between_ends = 0;
  size_t boots_of_search = 0;
  int objects_of_search = 0;
  int objects_of_proof = 0;
  std::string proof_folder;
  for (const auto& step : result["steps"]) {
    const int objects = step["build"]["objects"];
    if (step["config"] == "search") {
      if (!step["build"]["reused"]) built += 1;
      if (step["role"] == "search") objects_between_ends += objects;
      boots_of_search += step["runs"].size();
      objects_of_search = std::max(objects_of_search, objects);
    } else if (objects > objects_of_proof) {
      objects_of_proof = objects;
      proof_folder = fmt::format("{:03}-{}", step["number"].get<int>(),
                                 step["commit"]["id"].get<std::string>().substr(0, 12));
    }
  }
  CHECK(result["search_profile_given_up"].get<std::string>().empty());
  CHECK(result["pruned"] == 120);
  CHECK(built <= 2 + 3);
  CHECK(objects_between_ends <= 50);
  CHECK(boots_of_search <= 15);
  CHECK(objects_of_search * 2 < objects_of_proof);

  // The proof: the culprit fails, its parent passes, and so does the bad end without the culprit.
  CHECK(result["certificate"]["holds"] == true);
  REQUIRE(result["certificate"]["proofs"].size() == 3);
  CHECK(result["certificate"]["proofs"][0]["failed"] >= 5);
  CHECK(result["certificate"]["proofs"][1]["passed"] >= 5);
  CHECK(result["certificate"]["proofs"][2]["passed"] >= 5);

  // The profile is right: the toggle that would hide the bug is off in the kernel that was built.
  const auto config =
      parse_dot_config(*zstd_decompress(*read_file(folder / "steps" / proof_folder / "config.zst")));
  CHECK(config.at("CONFIG_BLK_DEV_LOOP") == "y");
  CHECK((config.count("CONFIG_BLK_DEV_WRITE_MOUNTED") == 0 ||
         config.at("CONFIG_BLK_DEV_WRITE_MOUNTED") == "n"));

  const fs::path elsewhere = scratch.path() / "replay";
  git_in(replica,
         {"worktree", "add", "--quiet", "--detach", "--no-checkout", elsewhere.string(), "replica-bad"});
  git_in(elsewhere, {"bisect", "replay", (folder / "bisect.log").string()});
  CHECK(git_in(elsewhere, {"rev-parse", "refs/bisect/bad"}) == planted);
  git_in(replica, {"worktree", "remove", "--force", elsewhere.string()});
  const std::string worktrees = git_in(replica, {"worktree", "list"});
  CHECK(std::count(worktrees.begin(), worktrees.end(), '\n') == 0);
}

// Uses the demo's replica and both its configs.
TEST_CASE("a smaller config that shows the bug is found without a hint", "[real_slim]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  const fs::path slim = scratch.path() / "slim";
  REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "128", "--seed", "1"}).ok());
  REQUIRE(run_kbisect({"slim", "kata-loop-mount", "--linux", replica.string(), "--good", "replica-good",
                       "--bad", "replica-bad", "--ccache", "on", "--results",
                       (scratch.path() / "results").string(), "--output", slim.string()})
              .shell_status() == 0);
  // What may be left out follows from what the test runs, so it is tried a few times only.
  const fs::path steps = only_entry(scratch.path() / "results") / "steps";
  CHECK(std::distance(fs::directory_iterator(steps), fs::directory_iterator{}) <= 5);
  const auto fragment = parse_fragment("slim.conf", *read_file(slim / "x86_64/slim.conf"));
  REQUIRE(fragment.has_value());
  const auto& kept = fragment->values;
  // The symbols needed by the test and the guest are kept, and little else.
  for (const char* symbol : {"CONFIG_BLK_DEV_LOOP", "CONFIG_EXT4_FS", "CONFIG_VIRTIO_CONSOLE", "CONFIG_PVH"})
    CHECK(kept.count(symbol) == 1);
  for (const char* symbol : {"CONFIG_NET", "CONFIG_ACPI", "CONFIG_XFS_FS", "CONFIG_SMP", "CONFIG_NETFILTER"})
    CHECK(kept.count(symbol) == 0);
  CHECK(kept.size() <= 60);
}
