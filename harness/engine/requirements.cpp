#include "engine/requirements.hpp"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/subprocess.hpp"
#include "engine/places.hpp"
#include "model/compiler.hpp"

namespace kbisect {
namespace {

constexpr std::string_view header_suffix = ".h";

// `header` is named as in an #include.
bool header_is_present(const std::string& header) {
  std::vector<std::string> roots{"/usr/include/", "/usr/local/include/"};
  for (const Arch& arch : architectures()) {
    if (is_native(arch)) roots.push_back(fmt::format("/usr/include/{}/", arch.gnu));
  }
  return std::any_of(roots.begin(), roots.end(),
                     [&](const std::string& root) { return std::filesystem::exists(root + header); });
}

// "gcc-aarch64-linux-gnu"
std::string cross_package(const char* program, const Arch& arch) {
  std::string name = fmt::format("{}-{}", program, arch.gnu);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::vector<Requirement> cross_requirements(const Arch& arch) {
  if (is_native(arch)) return {};
  const std::string prefix = cross_prefix(arch);
  return {{prefix + "gcc", cross_package("gcc", arch), fmt::format("compiles kernels for {}", arch.name)},
          {prefix + "ld", cross_package("binutils", arch), fmt::format("links kernels for {}", arch.name)},
          {.what = agent_for(arch),
           .package = cross_package("g++", arch),
           .why = "the guest's first program, made with kbisect",
           .then = fmt::format("cmake {0} && cmake --build {0} --target kbisect-agents", KBISECT_BUILD_DIR)}};
}

}  // namespace

std::vector<Requirement> requirements(const Arch& arch) {
  std::vector<Requirement> all{
      {"git", "git", "drives the bisection"},
      {"make", "make", "builds kernels"},
      {"gcc", "gcc", "compiles kernels"},
      {"ld", "binutils", "links kernels"},
      {"flex", "flex", "builds the kernel's config tool"},
      {"bison", "bison", "builds the kernel's config tool"},
      {"bc", "bc", "kernel build"},
      {"perl", "perl", "kernel build"},
      {"xz", "xz-utils", "kernel build"},
      {"libelf.h", "libelf-dev", "builds the kernel's objtool"},
      {"openssl/evp.h", "libssl-dev", "kernel build"},
      {std::string(arch.qemu), std::string(arch.qemu_package), "boots kernels"},
      {"/sbin/mke2fs", "e2fsprogs", "makes the file system that guests mount"},
      {"/bin/busybox", "busybox", "runs scripts in the guest", true},
      {"ccache", "ccache", "keeps objects for other runs, with --ccache on", true},
      {"bwrap", "bubblewrap", "keeps the code that a build runs in a sandbox", true}};
  for (Requirement& requirement : cross_requirements(arch)) all.push_back(std::move(requirement));
  return all;
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
  std::set<std::string> commands;
  for (const Requirement& requirement : missing) {
    packages.insert(requirement.package);
    if (!requirement.then.empty()) commands.insert(" && " + requirement.then);
  }
  return fmt::format("{}apt-get install {}{}", geteuid() == 0 ? "" : "sudo ", fmt::join(packages, " "),
                     fmt::join(commands, ""));
}

std::vector<std::string> build_programs(const Arch& arch, const std::string& compiler) {
  std::vector<std::string> programs{"make", "gcc", "ld"};
  if (compiler != usual_compiler) programs.push_back(cross_prefix(arch) + compiler);
  if (!is_native(arch))
    programs.insert(programs.end(), {cross_prefix(arch) + "gcc", cross_prefix(arch) + "ld"});
  if (find_program("ccache")) programs.emplace_back("ccache");
  return programs;
}

}  // namespace kbisect
