// kbisect config-bisect on Debian's source: two configs like Kata's that differ in the toggle and other
// symbols.
#include <fmt/format.h>

#include "model/kernel/profile.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

// Some of the other symbols depend on each other, so half of them alone does not come out of Kconfig as
// requested.
TEST_CASE("among symbols that need each other the one that turns the bug is found", "[real_config_bisect]") {
  const TemporaryDirectory scratch;
  const fs::path small = fs::path(KBISECT_SOURCE_DIR) / "configs/kata-3.13.0-loop-mount/x86_64/slim.conf";
  const std::string common = or_infrastructure_error(read_file(small));
  write_atomically(scratch.path() / "bad.config", common + fmt::format("# {} is not set\n", toggle));
  write_atomically(scratch.path() / "good.config",
                   common + fmt::format("{}=y\n", toggle) +
                       "CONFIG_KEYS=y\nCONFIG_CRYPTO=y\nCONFIG_CRYPTO_SHA256=y\nCONFIG_POSIX_MQUEUE=y\n"
                       "CONFIG_SYSVIPC=y\nCONFIG_CGROUPS=y\nCONFIG_CGROUP_PIDS=y\nCONFIG_MD=y\n"
                       "CONFIG_BLK_DEV_DM=y\nCONFIG_EXT4_FS_SECURITY=y\nCONFIG_KALLSYMS=y\n");
  REQUIRE(run_kbisect({"config-bisect", "good.config", "bad.config", debian_6_12, "--profile", small_profile,
                       "--boots", "1", "--ccache", "on", "--results", "results"},
                      scratch.path())
              .shell_status() == 0);
  const json result = result_in(only_entry(scratch.path() / "results"));
  CHECK(result["outcome"]["symbols"] == json::array({{{"symbol", toggle}, {"good", "y"}, {"bad", "n"}}}));
  CHECK(result["outcome"]["is_minimal"] == true);
  CHECK(result["outcome"]["turns_back"] == true);
  // More symbols differ than were set, because those select others.
  CHECK(result["differences"] > 11);
  CHECK(result["rows"].size() <= 12);
}
