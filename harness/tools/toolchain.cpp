#include "tools/toolchain.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "model/compiler.hpp"

namespace kbisect {
namespace {

std::string first_line_of(const std::vector<std::string>& argv) {
  return first_line(run_or_throw({.argv = argv}));
}

// The path of a program that gcc, which is only a driver, would run: the compiler proper, the assembler, the
// linker.
std::string program_of(const std::string& gcc, const std::string& name) {
  const std::string answer = first_line_of({gcc, "-print-prog-name=" + name});
  const auto found = find_program(answer);
  if (!found)
    throw InfrastructureError(fmt::format("{} names {} as its {}, which is not here", gcc, answer, name));
  return *found;
}

}  // namespace

Toolchain read_toolchain(const Arch& arch, const std::string& compiler) {
  const std::string gcc = cross_prefix(arch) + compiler;
  if (compiler != usual_compiler && !find_program(gcc)) {
    throw UsageError(fmt::format("compiler: this machine has no {}; install it, or name another one", gcc));
  }
  std::string digests;
  for (const char* name : {"cc1", "as", "ld", "objcopy"})
    digests += fmt::format("{} {}\n", name, sha256_of_file(program_of(gcc, name)));
  return {.text = fmt::format("{}; {}; {}", first_line_of({gcc, "--version"}),
                              first_line_of({cross_prefix(arch) + "ld", "--version"}),
                              first_line_of({"make", "--version"})),
          .digest = sha256(digests)};
}

std::vector<int> installed_compilers(const Arch& arch) {
  constexpr int oldest = 4;
  constexpr int newest = 40;
  std::vector<int> installed;
  for (int major = oldest; major <= newest; ++major) {
    if (find_program(fmt::format("{}gcc-{}", cross_prefix(arch), major))) installed.push_back(major);
  }
  return installed;
}

int usual_version(const Arch& arch) {
  const std::string version = first_line_of({cross_prefix(arch) + usual_compiler, "-dumpversion"});
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

}  // namespace kbisect
