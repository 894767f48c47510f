#include "report/releases_report.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/trials_report.hpp"

namespace kbisect {

namespace {

std::string ends_for_a_run(const ReleaseHunt& hunt) {
  const bool is_back = hunt.direction == ReleaseDirection::back;
  return fmt::format("The {} between them: kbisect run {}{} --good {} --bad {}\n",
                     is_back ? "commit that broke it lies" : "fix lies", hunt.run_arguments,
                     is_back ? "" : " --find-fix", shell_quoted(*hunt.good), shell_quoted(hunt.bad));
}

}  // namespace

std::string releases_finding(const ReleaseHunt& hunt) {
  const bool is_back = hunt.direction == ReleaseDirection::back;
  if (!hunt.ended) return "Not finished yet.\n";
  if (hunt.good) {
    return (is_back ? fmt::format("Good in {}, bad from {} on.\n", *hunt.good, hunt.bad)
                    : fmt::format("Bad up to {}, good in {}.\n", hunt.bad, *hunt.good)) +
           ends_for_a_run(hunt);
  }
  const Verdict& first = hunt.trials.results.front().verdict;
  if (std::holds_alternative<Good>(first)) {
    return fmt::format("{} is good: there is nothing to look for.\n", hunt.first);
  }
  if (is_skip(first)) {
    return fmt::format(
        "{} could not be judged ({}); start at another release, or make it build and boot with --compiler or "
        "--fixup.\n",
        hunt.first, detail(first));
  }
  return fmt::format("No good release was found {} {}; the farthest bad one is {}.\n",
                     is_back ? "before" : "after", hunt.first, hunt.bad);
}

std::string releases_markdown(const ReleaseHunt& hunt) {
  return releases_finding(hunt) + "\n" + trials_markdown(hunt.trials);
}

}  // namespace kbisect
