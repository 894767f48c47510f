#include "tools/toolchain.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/subprocess.hpp"

namespace kbisect {
namespace {

std::string first_line_of(const std::vector<std::string>& argv) {
  const std::string out = run_or_throw({.argv = argv});
  return out.substr(0, out.find('\n'));
}

// gcc is only the driver of the program that compiles, and knows where that and the others are.
std::string program_of(const std::string& gcc, const std::string& name) {
  const std::string answer = first_line_of({gcc, "-print-prog-name=" + name});
  const auto found = find_program(answer);
  if (!found)
    throw InfrastructureError(fmt::format("{} names {} as its {}, which is not here", gcc, answer, name));
  return *found;
}

}  // namespace

Toolchain read_toolchain(const Arch& arch) {
  const std::string gcc = cross_prefix(arch) + "gcc";
  std::string digests;
  for (const char* name : {"cc1", "as", "ld", "objcopy"})
    digests += fmt::format("{} {}\n", name, sha256_of_file(program_of(gcc, name)));
  return {.text = fmt::format("{}; {}; {}", first_line_of({gcc, "--version"}),
                              first_line_of({cross_prefix(arch) + "ld", "--version"}),
                              first_line_of({"make", "--version"})),
          .digest = sha256(digests)};
}

}  // namespace kbisect
