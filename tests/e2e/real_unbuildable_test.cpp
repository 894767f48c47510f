// Real commits that do not build: forty of them around the middle cost only a few builds more.

#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

struct Effort {
  std::string culprit;  // its position in the history, the same in both replicas
  int built = 0;        // commits of the search for which make was run
  int skipped = 0;
};

Effort effort_of(const fs::path& folder, const std::string& unbuildable) {
  const std::string replica = folder / ("replica-" + unbuildable);
  const fs::path results = folder / ("results-" + unbuildable);
  REQUIRE(run_kbisect({"replica", replica, "--unbuildable", unbuildable}).ok());
  REQUIRE(
      run_kbisect({"run", "kata-loop-mount", "--linux", replica, "--good", "replica-good", "--bad",
                   "replica-bad", "--profile", std::string(KBISECT_SOURCE_DIR) + "/tests/data/small-profile",
                   "--cache", (folder / "cache").string(), "--results", results.string()})
          .ok());
  const auto result = result_in(only_entry(results));
  Effort effort{
      .culprit = git_in(replica, {"rev-list", "--count",
                                  "replica-good.." + result["outcome"]["culprit"]["id"].get<std::string>()})};
  CHECK(result["outcome"]["expectation"] == "met-by-trailer");
  CHECK(result["certificate"]["holds"] == true);
  for (const auto& step : result["steps"]) {
    if (step["role"] != "search" || step["build"]["reused"]) continue;
    effort.built += 1;
    effort.skipped += step["verdict"]["term"] == "skip" ? 1 : 0;
  }
  return effort;
}

}  // namespace

TEST_CASE("forty unbuildable commits around the middle cost four builds at the most", "[real_unbuildable]") {
  const TemporaryDirectory scratch;
  const Effort plain = effort_of(scratch.path(), "0");
  const Effort broken = effort_of(scratch.path(), "40");
  CHECK(broken.culprit == plain.culprit);
  CHECK(broken.skipped > 0);
  CHECK(broken.built <= plain.built + 4);
}
