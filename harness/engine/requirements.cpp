#include "engine/requirements.hpp"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.hpp"
#include "base/subprocess.hpp"

namespace kbisect {
namespace {

constexpr std::string_view header_suffix = ".h";

// Headers are named as one would include them.
bool header_is_present(const std::string& header) {
  for (const char* root : {"/usr/include/", "/usr/local/include/", "/usr/include/x86_64-linux-gnu/"}) {
    if (std::filesystem::exists(root + header)) return true;
  }
  return false;
}

}  // namespace

std::vector<Requirement> requirements(const Arch& arch) {
  return {{"git", "git", "drives the bisection"},
          {"make", "make", "builds kernels"},
          {"gcc", "gcc", "compiles kernels"},
          {"ld", "binutils", "links kernels"},
          {"flex", "flex", "builds the kernel's config tool"},
          {"bison", "bison", "builds the kernel's config tool"},
          {"bc", "bc", "kernel build"},
          {"perl", "perl", "kernel build"},
          {"xz", "xz-utils", "kernel build, and the replica's source"},
          {"libelf.h", "libelf-dev", "builds the kernel's objtool"},
          {"openssl/evp.h", "libssl-dev", "kernel build"},
          {std::string(arch.qemu), "qemu-system-x86", "boots kernels"},
          {"/sbin/mke2fs", "e2fsprogs", "formats images in the guest"},
          {"ccache", "ccache", "keeps objects for other runs, with --ccache on", true},
          {"bwrap", "bubblewrap", "keeps the code that a build runs in a sandbox", true}};
}

bool is_present(const Requirement& requirement) {
  const std::string& what = requirement.what;
  const bool is_header =
      what.size() > header_suffix.size() &&
      what.compare(what.size() - header_suffix.size(), std::string::npos, header_suffix) == 0;
  return is_header ? header_is_present(what) : find_program(what).has_value();
}

std::vector<Requirement> missing_requirements(const Arch& arch) {
  std::vector<Requirement> missing;
  for (const Requirement& requirement : requirements(arch)) {
    if (!requirement.optional && !is_present(requirement)) missing.push_back(requirement);
  }
  return missing;
}

std::string install_command(const std::vector<Requirement>& missing) {
  std::set<std::string> packages;
  for (const Requirement& requirement : missing) packages.insert(requirement.package);
  return fmt::format("{}apt-get install {}", geteuid() == 0 ? "" : "sudo ", fmt::join(packages, " "));
}

std::vector<std::string> build_programs() {
  std::vector<std::string> programs{"make", "gcc", "ld"};
  if (find_program("ccache")) programs.emplace_back("ccache");
  return programs;
}

const std::vector<std::string>& guest_programs() {
  static const std::vector<std::string> programs{"/sbin/mke2fs"};
  return programs;
}

void require_guest_test(const std::filesystem::path& agent, const std::string& test) {
  std::vector<std::string> names;
  std::istringstream list(run_or_throw({.argv = {agent.string(), "--list"}}));
  for (std::string name; std::getline(list, name);) names.push_back(name);
  if (std::find(names.begin(), names.end(), test) != names.end()) return;
  throw UsageError(
      fmt::format("test '{}' is not in the guest image; use one of {}", test, fmt::join(names, ", ")));
}

}  // namespace kbisect
