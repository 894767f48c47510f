// Kernels kept for later runs: what is not built again, and what always is.
#include <fstream>
#include <set>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Runs kbisect, and returns how many of the world's sixteen commits were built.
size_t made_by_run(const World& world, const std::vector<std::string>& more = {}) {
  const size_t before = world.made().size();
  fs::remove_all(world.results());
  const Ended ended = world.run(more);
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  CHECK(world.result()["certificate"]["holds"] == true);
  return world.made().size() - before;
}

size_t of_earlier_run(const World& world) {
  size_t count = 0;
  const json steps = world.result()["steps"];
  for (const json& step : steps) count += step["build"]["of_earlier_run"].get<bool>() ? 1 : 0;
  return count;
}

// The culprit and its parent; the commit that reverts the culprit is not one of the sixteen.
constexpr size_t proof = 2;

}  // namespace

TEST_CASE("a second run builds what its proof stands on, and nothing else", "[e2e.kept_kernels]") {
  const World world;
  const size_t first = made_by_run(world);
  CHECK(first > proof);
  CHECK(of_earlier_run(world) == 0);
  CHECK(made_by_run(world) == proof);
  CHECK(of_earlier_run(world) > 0);
  CHECK_THAT(world.report(), contains("| an earlier run's |"));
  const json steps = world.result()["steps"];
  std::set<std::string> built;
  for (const json& step : steps) {
    if (step["build"]["reused"] == false) built.insert(step["commit"]["id"]);
    const bool is_proof = step["role"] == "proof" || step["role"] == "revert";
    if (is_proof) CHECK(step["build"]["of_earlier_run"] == false);
    // The config of a kernel that was not built is recorded nevertheless.
    if (step["role"] == "bad end") {
      CHECK(fs::exists(world.run_folder() / "steps" / ("001-" + world.id(World::bad_end).substr(0, 12)) /
                       "config.zst"));
    }
  }
  CHECK(built.count(world.id(5)) == 1);
  CHECK(built.count(world.id(4)) == 1);
  CHECK(made_by_run(world, {"--kept-kernels", "ignore"}) > proof);
  CHECK(of_earlier_run(world) == 0);
}

TEST_CASE("a kernel of another config, with another repair, or that has lost a bit is built",
          "[e2e.kept_kernels]") {
  const World world;
  made_by_run(world);
  SECTION("config") {
    std::ofstream(world.configs() / "small/common/fs.conf", std::ios::app) << "CONFIG_TMPFS=y\n";
    made_by_run(world);
  }
  SECTION("repair") {
    std::ofstream(world.path() / "repair.patch") << "--- /dev/null\n+++ b/repaired\n@@ -0,0 +1 @@\n+yes\n";
    made_by_run(world, {"--fixup", "repair.patch"});
  }
  SECTION("a bit") {
    for (const auto& entry : fs::directory_iterator(world.cache() / "kernels"))
      std::ofstream(entry.path() / "kernel.zst") << "half a kernel";
    made_by_run(world);
  }
  CHECK(of_earlier_run(world) == 0);
}

TEST_CASE("what a run has built is tested without being built", "[e2e.kept_kernels]") {
  const World world;
  const size_t made = made_by_run(world);
  fs::remove_all(world.results());
  const Ended ended =
      world.kbisect(world.trial_arguments("test", {"start", "end", "--append", "stand-in=good"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(made == world.made().size());
  CHECK_THAT(world.report(), contains("| an earlier run's |") && contains("| row 1's |"));
  CHECK_THAT(ended.out, contains("an earlier run has built this kernel"));
}
