// kbisect run --find-fix with real kernels: the demo's culprit, reverted later in the same history.
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

std::string git(const fs::path& where, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", where.string(), "-c", "user.name=A U Thor", "-c",
                                       "user.email=author@example.com"});
  std::string out = run_or_throw({.argv = arguments});
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("the commit that took the culprit back is found as the fix", "[real_find_fix]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  const auto kbisect = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), KBISECT_BINARY);
    return run({.argv = arguments, .on_output = [](std::string_view piece) {
                  std::fwrite(piece.data(), 1, piece.size(), stdout);
                }});
  };
  REQUIRE(kbisect({"replica", replica.string(), "--commits", "2", "--seed", "1"}).ok());
  const fs::path tree = scratch.path() / "tree";
  git(scratch.path(), {"clone", "--quiet", "--shared", "--no-checkout", replica.string(), tree.string()});
  git(tree,
      {"sparse-checkout", "set", "--no-cone", "/include/linux/blkdev.h", "/fs/super.c", "/block/bdev.c"});
  git(tree, {"checkout", "--quiet", "replica-bad"});
  const std::string culprit =
      git(tree, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"});
  git(tree, {"revert", "--no-edit", culprit});
  const std::string fix = git(tree, {"rev-parse", "HEAD"});
  // The commits after the fix change the kernel as well.
  for (const fs::path file : {"fs/super.c", "block/bdev.c"}) {
    const std::string line = "const int in_" + file.stem().string() + "_after_the_fix;\n";
    write_atomically(tree / file, or_infrastructure_error(read_file(tree / file)) + line);
    git(tree, {"commit", "--quiet", "-m", file.string() + ": after the fix", file});
  }
  const fs::path results = scratch.path() / "results";
  REQUIRE(kbisect({"run", "kata-loop-mount", "--find-fix", "--linux", tree.string(), "--bad", "replica-bad",
                   "--good", "HEAD", "--profile", "kata-3.13.0-loop-mount", "--search-profile", "none",
                   "--ccache", "on", "--results", results.string()})
              .ok());
  const fs::path folder = fs::directory_iterator(results)->path();
  const auto result = nlohmann::json::parse(or_infrastructure_error(read_file(folder / "result.json")));
  CHECK(result["outcome"]["culprit"]["id"] == fix);
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["certificate"]["holds"] == true);
  REQUIRE(result["certificate"]["proofs"].size() == 3);
  CHECK(result["certificate"]["proofs"][0]["passed"] >= 5);
  CHECK(result["certificate"]["proofs"][1]["failed"] >= 5);
  CHECK(result["certificate"]["proofs"][2]["failed"] >= 5);
  git(tree, {"bisect", "replay", (folder / "bisect.log").string()});
  CHECK(git(tree, {"rev-parse", "refs/bisect/fixed"}) == fix);
}
