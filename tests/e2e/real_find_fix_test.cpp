// kbisect run --find-fix with real kernels: the demo's culprit, reverted later in the same history.

#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

TEST_CASE("the commit that took the culprit back is found as the fix", "[real_find_fix]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "2", "--seed", "1"}).ok());
  const fs::path tree = scratch.path() / "tree";
  git_in(scratch.path(), {"clone", "--quiet", "--shared", "--no-checkout", replica.string(), tree.string()});
  git_in(tree,
         {"sparse-checkout", "set", "--no-cone", "/include/linux/blkdev.h", "/fs/super.c", "/block/bdev.c"});
  git_in(tree, {"checkout", "--quiet", "replica-bad"});
  const std::string culprit =
      git_in(tree, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"});
  git_in(tree, {"revert", "--no-edit", culprit});
  const std::string fix = git_in(tree, {"rev-parse", "HEAD"});
  // The commits after the fix change the kernel as well.
  for (const fs::path file : {"fs/super.c", "block/bdev.c"}) {
    const std::string line = "const int in_" + file.stem().string() + "_after_the_fix;\n";
    write_atomically(tree / file, or_infrastructure_error(read_file(tree / file)) + line);
    git_in(tree, {"commit", "--quiet", "-m", file.string() + ": after the fix", file});
  }
  const fs::path results = scratch.path() / "results";
  REQUIRE(run_kbisect({"run", "kata-loop-mount", "--find-fix", "--linux", tree.string(), "--bad",
                       "replica-bad", "--good", "HEAD", "--profile", small_profile, "--search-profile",
                       "none", "--ccache", "on", "--results", results.string()})
              .ok());
  const fs::path folder = only_entry(results);
  const auto result = result_in(folder);
  CHECK(result["outcome"]["culprit"]["id"] == fix);
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["certificate"]["holds"] == true);
  REQUIRE(result["certificate"]["proofs"].size() == 3);
  CHECK(result["certificate"]["proofs"][0]["passed"] >= 5);
  CHECK(result["certificate"]["proofs"][1]["failed"] >= 5);
  CHECK(result["certificate"]["proofs"][2]["failed"] >= 5);
  git_in(tree, {"bisect", "replay", (folder / "bisect.log").string()});
  CHECK(git_in(tree, {"rev-parse", "refs/bisect/fixed"}) == fix);
}
