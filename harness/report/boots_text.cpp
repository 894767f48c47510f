#include "report/boots_text.hpp"

#include <fmt/format.h>

#include "model/search/own_boots.hpp"

namespace kbisect {

std::string boots_text(const Tally& tally) {
  const int judged = tally.failed + tally.passed;
  return judged == 0 ? "-" : fmt::format("{} of {} failed", tally.failed, judged);
}

std::string boots_text(const std::vector<Run>& runs) {
  const Tally tally = tally_of(runs);
  const int judged = tally.failed + tally.passed;
  const int others = static_cast<int>(runs.size()) - judged;
  if (others == 0) return boots_text(tally);
  return fmt::format("{}{} not judged", judged == 0 ? "" : boots_text(tally) + ", ", others);
}

}  // namespace kbisect
