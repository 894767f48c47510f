// Another architecture than this machine's, with the command in README.md: a cross compiler, an emulated
// guest, the same verdicts.
#include <sstream>

#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

std::string line_of_readme(const std::string& end) {
  std::istringstream readme(or_infrastructure_error(read_file(KBISECT_SOURCE_DIR "/README.md")));
  for (std::string line; std::getline(readme, line);) {
    if (line.ends_with(end)) return line;
  }
  return {};
}

void replace(std::string& text, const std::string& what, const std::string& by) {
  REQUIRE(text.find(what) != std::string::npos);
  text.replace(text.find(what), what.size(), by);
}

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

  std::string command = line_of_readme("--arch arm64");
  replace(command, "build/kbisect", KBISECT_BINARY);
  replace(command, "~/linux", replica);
  replace(command, "v6.7", "replica-good");
  replace(command, "v6.8", "replica-bad");
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
