// kbisect explain on a real kernel: from one hunk in a header to the switches that make the bug go away.
#include <fmt/format.h>

#include <algorithm>

#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

fs::path folder_in(const fs::path& results, const std::string& start) {
  for (const auto& entry : fs::directory_iterator(results)) {
    if (entry.path().filename().string().starts_with(start)) return entry.path();
  }
  return {};
}

// A run on the demo's replica reduced to two commits; the source is the same, and so are its kernels.
struct ExplainedRun {
  TemporaryDirectory scratch;
  fs::path results = scratch.path() / "results";
  fs::path folder;

  ExplainedRun() {
    const fs::path replica = scratch.path() / "replica";
    REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "2", "--seed", "1"}).ok());
    REQUIRE(run_kbisect({"run", "kata-loop-mount", "--linux", replica.string(), "--good", "replica-good",
                         "--bad", "replica-bad", "--profile", small_profile, "--search-profile", "none",
                         "--name", "explained", "--ccache", "on", "--results", results.string()})
                .ok());
    folder = folder_in(results, "explained-2");
  }

  json explained(std::vector<std::string> more) const {
    more.insert(more.begin(), {"explain", folder.string(), "--results", results.string()});
    CHECK(run_kbisect(more).ok());
    return result_in(folder_in(results, "explained-explain-"));
  }
};

// The mitigations with this verdict, each as a boot parameter, CONFIG_X=y, "revert", or a case of the
// userland test.
std::vector<std::string> ways(const json& result, const std::string& verdict) {
  std::vector<std::string> found;
  for (const json& one : result["mitigations"]) {
    const json& way = one["way"];
    if (one["verdict"]["term"] != verdict) continue;
    if (way.contains("setting")) found.push_back(way["setting"]);
    if (way.contains("symbol"))
      found.push_back(
          fmt::format("{}={}", way["symbol"].get<std::string>(), way["value"].get<std::string>()));
    if (way["kind"] == "revert") found.emplace_back("revert");
    if (way.contains("step")) found.push_back(way["step"]);
  }
  return found;
}

bool holds(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("the boot parameter and the symbol are found from the culprit's hunk", "[real_explain]") {
  const ExplainedRun run;
  const json result = run.explained({"--candidates", "1", "--boots", "2"});
  const auto good = ways(result, "good");
  INFO(result["mitigations"].dump(1));
  for (const char* way : {"bdev_allow_write_mounted=1", "CONFIG_BLK_DEV_WRITE_MOUNTED=y", "revert"})
    CHECK(holds(good, way));
  CHECK(holds(ways(result, "bad"), "bdev_allow_write_mounted=0"));
  // mount of Debian 12 holds the writer, that of Debian 13 does not; busybox always does.
  CHECK(holds(ways(result, "bad"), "busybox-mount-loop"));
  CHECK(holds(good, "util-linux-losetup-then-mount"));
  for (const json& one : result["mitigations"]) {
    const std::string documented = one["documented"];
    if (one["way"]["kind"] == "boot parameter")
      CHECK(documented.starts_with("Documentation/admin-guide/kernel-parameters.txt:"));
    if (one["way"]["kind"] != "config") continue;
    CHECK(documented.starts_with("block/Kconfig:"));
    // Its help text says what the kernel no longer protects from, and that this is what it does by default.
    CHECK_FALSE(one["security"]["words"].empty());
    CHECK(one["security"]["kernel_default"] == true);
  }
}

TEST_CASE("what lies farther is tried too, and turns nothing", "[real_explain]") {
  const ExplainedRun run;
  const json result = run.explained({"--candidates", "4"});
  INFO(result["mitigations"].dump(1));
  const auto good = ways(result, "good");
  CHECK(holds(good, "bdev_allow_write_mounted=1"));
  CHECK(std::count_if(good.begin(), good.end(),
                      [](const std::string& way) { return way.starts_with("CONFIG_"); }) == 1);
  CHECK(result["mitigations"].size() >= 8);
}
