#include "report/boots_text.hpp"

#include <fmt/format.h>

#include "model/search/own_boots.hpp"

namespace kbisect {

std::string boots_text(const Tally& tally) {
  const int judged = tally.failed + tally.passed;
  return judged == 0 ? "-" : fmt::format("{} of {} failed", tally.failed, judged);
}

std::string boots_text(const Tally& tally, int not_judged) {
  if (not_judged == 0) return boots_text(tally);
  const bool any_judged = tally.failed + tally.passed > 0;
  return fmt::format("{}{} not judged", any_judged ? boots_text(tally) + ", " : "", not_judged);
}

std::string boots_text(const std::vector<Run>& runs) {
  const Tally tally = tally_of(runs);
  return boots_text(tally, static_cast<int>(runs.size()) - tally.failed - tally.passed);
}

}  // namespace kbisect
