// Real commits that do not build: forty of them around the middle cost only a few builds more.
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

struct Hunt {
  std::string culprit;  // its position in the history, the same in both replicas
  int built = 0;        // commits of the search for which make was run
  int skipped = 0;
};

Finished kbisect(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), KBISECT_BINARY);
  return run({.argv = std::move(arguments), .on_output = [](std::string_view piece) {
                std::fwrite(piece.data(), 1, piece.size(), stdout);
              }});
}

Hunt hunt(const fs::path& folder, const std::string& unbuildable) {
  const std::string replica = folder / ("replica-" + unbuildable);
  const fs::path results = folder / ("results-" + unbuildable);
  REQUIRE(kbisect({"replica", replica, "--unbuildable", unbuildable}).ok());
  REQUIRE(kbisect({"run", "kata-loop-mount", "--linux", replica, "--good", "replica-good", "--bad",
                   "replica-bad", "--profile", std::string(KBISECT_SOURCE_DIR) + "/tests/data/small-profile",
                   "--cache", (folder / "cache").string(), "--results", results.string()})
              .ok());
  const auto result =
      nlohmann::json::parse(*read_file(fs::directory_iterator(results)->path() / "result.json"));
  Hunt hunt{.culprit = run_or_throw(
                {.argv = {"git", "-C", replica, "rev-list", "--count",
                          "replica-good.." + result["outcome"]["culprit"]["id"].get<std::string>()}})};
  CHECK(result["outcome"]["expectation"] == "met-by-trailer");
  CHECK(result["certificate"]["holds"] == true);
  for (const auto& step : result["steps"]) {
    if (step["role"] != "search" || step["build"]["reused"]) continue;
    hunt.built += 1;
    hunt.skipped += step["verdict"]["term"] == "skip" ? 1 : 0;
  }
  return hunt;
}

}  // namespace

TEST_CASE("forty unbuildable commits around the middle cost four builds at the most", "[real_unbuildable]") {
  const TemporaryDirectory scratch;
  const Hunt plain = hunt(scratch.path(), "0");
  const Hunt broken = hunt(scratch.path(), "40");
  CHECK(broken.culprit == plain.culprit);
  CHECK(broken.skipped > 0);
  CHECK(broken.built <= plain.built + 4);
}
