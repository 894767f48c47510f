#include "report/machine_lines.hpp"

#include <fmt/format.h>

#include <set>

namespace kbisect {
namespace {

std::string toolchain_line(const std::string& what, const Toolchain& toolchain, const char* with) {
  return fmt::format("- {}: {}{}, digest `{}`\n", what, toolchain.text, with, toolchain.digest);
}

}  // namespace

std::string machine_lines(const MachineRecord& machine, const std::string& acceleration) {
  return toolchain_line("toolchain", machine.toolchain, machine.ccache ? ", with ccache" : "") +
         fmt::format("- build sandbox: {}{}\n- emulator: {}, acceleration {}\n",
                     machine.sandbox.on ? "" : "none, ", machine.sandbox.text, machine.emulator,
                     acceleration.empty() ? "none used" : acceleration);
}

std::string acceleration_of(const std::vector<TrialResult>& results) {
  for (const TrialResult& one : results) {
    if (!one.runs.empty()) return one.runs.front().acceleration;
  }
  return {};
}

std::string other_toolchain_lines(const std::vector<TrialResult>& results) {
  std::string out;
  std::set<std::string> told;
  for (const TrialResult& one : results) {
    if (!one.toolchain || !told.insert(one.trial.variant.compiler).second) continue;
    out += toolchain_line("toolchain with " + one.trial.variant.compiler, *one.toolchain, "");
  }
  return out;
}

}  // namespace kbisect
