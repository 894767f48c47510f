#include "model/arch.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/places.hpp"
#include "engine/requirements.hpp"
#include "support/architectures.hpp"
#include "support/catch.hpp"
#include "tools/kbuild.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

std::string value_in(const Kbuild& kbuild, const std::string& name) {
  const auto environment = kbuild.environment();
  const auto found = std::find_if(environment.begin(), environment.end(),
                                  [&](const auto& variable) { return variable.first == name; });
  return found == environment.end() ? "absent" : found->second;
}

const Requirement* find(const std::vector<Requirement>& all, const std::string& package) {
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Requirement& requirement) { return requirement.package == package; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("an architecture is a row, and a folder in the profiles", "[arch]") {
  for (const Arch& arch : architectures()) {
    INFO(arch.name);
    CHECK(find_arch(arch.name) == &arch);
    for (const std::string_view field :
         {arch.make_arch, arch.source_arch, arch.gnu, arch.boot_image, arch.boot_target, arch.qemu,
          arch.qemu_package, arch.machine, arch.console, arch.emulated_cpu})
      CHECK_FALSE(field.empty());
    CHECK(arch.boot_image.starts_with("arch/" + std::string(arch.source_arch) + "/"));
    for (const char* profile : {"configs/kata-3.13.0", "tests/data/small-profile"})
      CHECK(fs::is_directory(fs::path(KBISECT_SOURCE_DIR) / profile / arch.name));
  }
  CHECK(find_arch("riscv64") == nullptr);
  CHECK(arch_names() == "x86_64, arm64");
}

TEST_CASE("the native architecture has its compiler by its plain name", "[arch]") {
  CHECK(std::count_if(architectures().begin(), architectures().end(), is_native) == 1);
  for (const Arch& arch : architectures())
    CHECK(cross_prefix(arch) == (is_native(arch) ? "" : std::string(arch.gnu) + "-"));
}

TEST_CASE("make is told the architecture and its compiler", "[arch]") {
  CHECK(value_in({.arch = &arm64}, "ARCH") == "arm64");
  CHECK(value_in({.arch = &x86_64}, "ARCH") == "x86_64");
  for (const Arch& arch : architectures())
    CHECK(value_in({.arch = &arch}, "CROSS_COMPILE") == (is_native(arch) ? "absent" : cross_prefix(arch)));
}

TEST_CASE("what a foreign architecture needs beside the native one", "[arch]") {
  for (const Arch& arch : architectures()) {
    INFO(arch.name);
    const auto all = requirements(arch);
    CHECK(find(all, std::string(arch.qemu_package)) != nullptr);
    // The host's own gcc is always required, because Kbuild compiles its tools with it.
    CHECK(find(all, "gcc") != nullptr);
    std::string gnu(arch.gnu);
    std::replace(gnu.begin(), gnu.end(), '_', '-');
    for (const char* program : {"gcc-", "binutils-", "g++-"})
      CHECK((find(all, program + gnu) != nullptr) != is_native(arch));
    const auto programs = build_programs(arch, "gcc-11");
    CHECK(std::count(programs.begin(), programs.end(), std::string(arch.gnu) + "-gcc") ==
          (is_native(arch) ? 0 : 1));
  }
}

TEST_CASE("an agent that was not built is named with what builds it", "[arch]") {
  const std::string command = install_command(
      {{"gcc", "gcc", ""}, {"/agent", "g++-cross", "", false, "cmake --build x"}, {"flex", "flex", ""}});
  CHECK_THAT(command, contains("apt-get install flex g++-cross gcc && cmake --build x"));
}

TEST_CASE("builds of two architectures of one tree lie apart", "[arch]") {
  const Places places{.cache = "/cache"};
  const TreePlaces one = places_for_tree(places, x86_64, "/tree/.git");
  const TreePlaces other = places_for_tree(places, arm64, "/tree/.git");
  CHECK(one.lock == other.lock);
  CHECK(one.worktree == other.worktree);
  const std::vector<fs::path> builds{one.build, one.search_build, other.build, other.search_build};
  for (const fs::path& build : builds) {
    CHECK(std::count(builds.begin(), builds.end(), build) == 1);
    CHECK(build.parent_path() == one.worktree);
  }
}
