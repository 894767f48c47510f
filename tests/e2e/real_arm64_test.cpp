// Another architecture than this machine's, with the command in README.md: a cross compiler, an emulated
// guest, the same verdicts.
#include "support/readme.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

fs::path first_console(const fs::path& steps) {
  for (const auto& entry : fs::recursive_directory_iterator(steps)) {
    if (entry.path().filename() == "console.log") return entry.path();
  }
  return {};
}

}  // namespace

TEST_CASE("the culprit is found with arm64 kernels", "[real_arm64]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "16", "--seed", "1"}).ok());

  std::string command = command_of_readme("--arch arm64");
  replace_in(command, "build/kbisect", KBISECT_BINARY);
  replace_in(command, "~/linux", replica);
  replace_in(command, "v6.7", "replica-good");
  replace_in(command, "v6.8", "replica-bad");
  // Kata's whole config would take a quarter of an hour and show no more.
  command += " --profile " KBISECT_SOURCE_DIR "/tests/data/small-profile";
  REQUIRE(run_shown({"sh", "-c", command}, scratch.path()).shell_status() == 0);

  const fs::path folder = only_entry(scratch.path() / "results");
  const auto result = result_in(folder);
  CHECK(result["outcome"]["culprit"]["id"] ==
        git_in(replica, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"}));
  CHECK(result["outcome"]["evidence"]["errno"] == "EBUSY");
  CHECK(result["certificate"]["holds"] == true);
  CHECK(result["pruned"] > 0);
  CHECK(result["run"]["campaign"]["arch"] == "arm64");
  CHECK_THAT(result["run"]["toolchain"].get<std::string>(), contains("aarch64-linux-gnu-gcc"));
  // The kernel's own messages show that it was not an x86_64 machine.
  CHECK_THAT(*read_file(first_console(folder / "steps")), contains("Machine model: linux,dummy-virt"));
}

TEST_CASE("Kata's whole arm64 config shows the bug on Debian's 6.12", "[real_arm64_whole]") {
  const TemporaryDirectory scratch;
  REQUIRE(run_kbisect({"test", debian_6_12, "--arch", "arm64", "--append", "bdev_allow_write_mounted=1",
                       "--boots", "2", "--ccache", "on", "--results", "results"},
                      scratch.path())
              .shell_status() == 0);
  const auto result = result_in(only_entry(scratch.path() / "results"));
  CHECK(result["run"]["campaign"]["profile"] == "kata-3.13.0");
  CHECK(result["rows"][0]["verdict"]["errno"] == "EBUSY");
  CHECK(result["rows"][1]["verdict"]["term"] == "good");
}
