#include "report/tested_lines.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"

namespace kbisect {

std::string symptom_text(const Symptom& symptom) {
  return fmt::format("symptom: {}; any other failure counts as {}", text(symptom.hunted),
                     text(symptom.on_other_failure));
}

std::string fixup_lines(const TrialSource& source) {
  std::string out;
  for (const NamedPatch& fixup : source.fixups) out += fmt::format("  - with the fix-up {}\n", fixup.name);
  return out;
}

std::string begun_line(const TrialsHeader& header, double seconds) {
  return fmt::format("- kbisect {}, begun {}, {} in all\n", header.kbisect_version, header.began,
                     duration_text(seconds));
}

}  // namespace kbisect
