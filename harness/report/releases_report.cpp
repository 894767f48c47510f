#include "report/releases_report.hpp"

#include <fmt/format.h>

#include "report/trials_report.hpp"

namespace kbisect {

std::string releases_finding(const ReleaseHunt& hunt) {
  const bool is_back = hunt.direction == ReleaseDirection::back;
  if (hunt.good) {
    return is_back ? fmt::format("Good in {}, bad from {} on.\n", *hunt.good, hunt.bad)
                   : fmt::format("Bad up to {}, good in {}.\n", hunt.bad, *hunt.good);
  }
  if (hunt.trials.results.empty()) return "It has not ended yet.\n";
  const Verdict& first = hunt.trials.results.front().verdict;
  if (!std::holds_alternative<Bad>(first)) {
    const std::string why = detail(first);
    return fmt::format("{} is {}{}: there is nothing to look for.\n", hunt.first, term(first),
                       why.empty() ? "" : fmt::format(" ({})", why));
  }
  return fmt::format("No release that was tested {} {} is good; the farthest bad one is {}.\n",
                     is_back ? "before" : "after", hunt.first, hunt.bad);
}

std::string releases_markdown(const ReleaseHunt& hunt) {
  return releases_finding(hunt) + "\n" + trials_markdown(hunt.trials);
}

}  // namespace kbisect
