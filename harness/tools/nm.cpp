#include "tools/nm.hpp"

#include <fmt/format.h>

#include <utility>

namespace kbisect {

std::string list_symbols(const Kbuild& kbuild, const std::vector<std::string>& files, bool with_paths) {
  Command command{.argv = {cross_prefix(*kbuild.arch) + "nm"}, .environment = {{"LC_ALL", "C"}}};
  if (with_paths) command.argv.emplace_back("-A");
  for (const std::string& file : files) command.argv.push_back(kbuild.build / file);
  // In the sandbox, because the files come from a stranger's build.
  SandboxFinished result = run_for_tree(kbuild, command);
  if (!std::holds_alternative<Exited>(result.finished.ending))
    throw InfrastructureError(fmt::format("nm was {}", describe(result.finished.ending)));
  return std::move(result.finished.out);
}

}  // namespace kbisect
