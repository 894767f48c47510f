// The main claim: real source, real make with Kata's full config, real boots, real git. Takes tens of minutes
// with cold caches.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/zstd.hpp"
#include "model/kernel/profile.hpp"
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
  const Finished demo = run(
      {.argv = {"sh", std::string(KBISECT_SOURCE_DIR) + "/harness/demo.sh", "--work", scratch.path().string(),
                "--results", results.string(), "--", "--ccache", "off", "--kept-kernels", "ignore"},
       .on_output = [](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); }});
  REQUIRE(demo.shell_status() == 0);

  // git, not kbisect, says which commit was planted: the only one in the range that touches the header.
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
  git(replica,
      {"worktree", "add", "--quiet", "--detach", "--no-checkout", elsewhere.string(), "replica-bad"});
  git(elsewhere, {"bisect", "replay", (folder / "bisect.log").string()});
  CHECK(git(elsewhere, {"rev-parse", "refs/bisect/bad"}) == planted);
  git(replica, {"worktree", "remove", "--force", elsewhere.string()});
  const std::string worktrees = git(replica, {"worktree", "list"});
  CHECK(std::count(worktrees.begin(), worktrees.end(), '\n') == 0);
}

// Uses the demo's replica and both its configs.
TEST_CASE("a smaller config that shows the bug is found without a hint", "[real_slim]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  const fs::path slim = scratch.path() / "slim";
  run_or_throw({.argv = {KBISECT_BINARY, "replica", replica.string(), "--commits", "128", "--seed", "1"}});
  const Finished found =
      run({.argv = {KBISECT_BINARY, "slim", "kata-loop-mount", "--linux", replica.string(), "--good",
                    "replica-good", "--bad", "replica-bad", "--ccache", "on", "--results",
                    (scratch.path() / "results").string(), "--output", slim.string()},
           .on_output = [](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); }});
  REQUIRE(found.shell_status() == 0);
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
