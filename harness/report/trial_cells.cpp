#include "report/trial_cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.hpp"
#include "report/boots_text.hpp"

namespace kbisect {

std::string kernel_text(const TrialResult& result) {
  if (!std::holds_alternative<Image>(result.build.result)) return "-";
  const bool was_heard = !result.runs.empty() && !result.runs.front().kernel_release.empty();
  return was_heard ? result.runs.front().kernel_release : "?";
}

std::string build_text(const TrialResult& result) {
  if (result.build.reused && result.built_in_row == result.row) return "an earlier run's";
  if (result.build.reused) return fmt::format("row {}'s", result.built_in_row);
  if (result.build.log.empty()) return "-";
  return duration_text(result.build.configure_seconds + result.build.make_seconds);
}

std::string why_text(const TrialResult& result) {
  std::string why = detail(result.verdict);
  if (const auto* bad = std::get_if<Bad>(&result.verdict); bad != nullptr && !bad->console_line.empty())
    why += fmt::format("; console: {}", bad->console_line);
  if (!result.side_effects.empty())
    why += fmt::format("{}side effects: {}", why.empty() ? "" : "; ", fmt::join(result.side_effects, "; "));
  return why;
}

std::string trial_line(const TrialResult& result) {
  const std::string why = why_text(result);
  return fmt::format("{}{}{}", term(result.verdict), why.empty() ? "" : " (" + why + ")",
                     result.runs.empty() ? "" : ", " + boots_text(result.runs));
}

}  // namespace kbisect
