// kbisect config-bisect on Debian's source: two configs like Kata's that differ in the toggle and other
// symbols.
#include <fmt/format.h>

#include "model/kernel/profile.hpp"
#include "support/real_kernels.hpp"
#include "tools/profile_files.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

void check_ends_at_toggle(const json& result) {
  CHECK(result["outcome"]["symbols"] == json::array({{{"symbol", toggle}, {"good", "y"}, {"bad", "n"}}}));
  CHECK(result["outcome"]["is_minimal"] == true);
  CHECK(result["outcome"]["taken_back"].empty());
  CHECK(result["outcome"]["turns_back"] == true);
}

}  // namespace

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
  check_ends_at_toggle(result);
  // More symbols differ than were set, because those select others.
  CHECK(result["differences"] > 11);
  CHECK(result["rows"].size() <= 12);
}

// Debian's config as it comes but for the debug information, which would make kernels of half a gigabyte.
TEST_CASE("Debian's own config against Kata's ends at the one symbol", "[real_config_bisect_distribution]") {
  const fs::path packed = "/usr/src/linux-config-6.12/config.amd64_none_amd64.xz";
  if (!fs::exists(packed)) {
    leave_out("there is no " + packed.string());
    return;
  }
  const TemporaryDirectory scratch;
  std::string debian = run_or_throw({.argv = {"xz", "-dc", packed.string()}});
  for (const char* line :
       {"CONFIG_DEBUG_INFO=y\n", "CONFIG_DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT=y\n", "CONFIG_DEBUG_INFO_BTF=y\n",
        "CONFIG_DEBUG_INFO_BTF_MODULES=y\n", "# CONFIG_DEBUG_INFO_NONE is not set\n"}) {
    const size_t at = debian.find(line);
    REQUIRE(at != std::string::npos);
    debian.erase(at, std::string_view(line).size());
  }
  write_atomically(scratch.path() / "debian.config", debian + "CONFIG_DEBUG_INFO_NONE=y\n");
  const Profile kata =
      load_profile(KBISECT_SOURCE_DIR "/configs", "kata-3.13.0", *find_arch("x86_64"), {}).value();
  std::string fragments;
  for (const Fragment& fragment : kata.fragments) fragments += fragment.text + "\n";
  write_atomically(scratch.path() / "kata.config", fragments);
  REQUIRE(run_kbisect({"config-bisect", "debian.config", "kata.config", debian_6_12, "--profile",
                       small_profile, "--ccache", "on", "--results", "results"},
                      scratch.path())
              .shell_status() == 0);
  const json result = result_in(only_entry(scratch.path() / "results"));
  check_ends_at_toggle(result);
}
