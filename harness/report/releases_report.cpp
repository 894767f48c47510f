#include "report/releases_report.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/trials_report.hpp"

namespace kbisect {

namespace {

// What a release was compiled with, if not with the usual compiler.
std::string compiler_of(const ReleaseHunt& hunt, const std::string& release) {
  for (const TrialResult& row : hunt.trials.results) {
    if (row.trial.source.name == release) return row.trial.variant.compiler;
  }
  return {};
}

std::string ends_for_a_run(const ReleaseHunt& hunt, const std::string& program) {
  const bool is_back = hunt.direction == ReleaseDirection::back;
  std::string command = fmt::format("{} run {}", program, hunt.run_arguments);
  if (!is_back) command += " --find-fix";
  if (is_back && hunt.trials.header.campaign.hunt == Hunt::fix) command += " --hunt regression";
  const std::string of_good = compiler_of(hunt, *hunt.good);
  const std::string of_bad = compiler_of(hunt, hunt.bad);
  if (of_good == of_bad && !of_good.empty()) command += " --compiler " + shell_quoted(of_good);
  std::string text = fmt::format("The {} between them: {} --good {} --bad {}\n",
                                 is_back ? "commit that broke it lies" : "fix lies", command,
                                 shell_quoted(*hunt.good), shell_quoted(hunt.bad));
  if (of_good != of_bad) {
    const auto shown = [](const std::string& compiler) {
      return compiler.empty() ? "the usual one" : compiler;
    };
    text += fmt::format("{} was built with {}, {} with {}; a run takes one compiler for all (--compiler).\n",
                        *hunt.good, shown(of_good), hunt.bad, shown(of_bad));
  }
  return text;
}

std::string headline(const ReleaseHunt& hunt) {
  if (!hunt.ended) return "not finished";
  if (!hunt.good) return fmt::format("no pair of a good and a bad release, from {}", hunt.first);
  return hunt.direction == ReleaseDirection::back
             ? fmt::format("broken between {} and {}", *hunt.good, hunt.bad)
             : fmt::format("fixed between {} and {}", hunt.bad, *hunt.good);
}

}  // namespace

std::string releases_finding(const ReleaseHunt& hunt, const std::string& program) {
  const bool is_back = hunt.direction == ReleaseDirection::back;
  if (!hunt.ended) return "Not finished yet.\n";
  if (hunt.good) {
    return (is_back ? fmt::format("Good in {}, bad from {} on.\n", *hunt.good, hunt.bad)
                    : fmt::format("Bad up to {}, good in {}.\n", hunt.bad, *hunt.good)) +
           ends_for_a_run(hunt, program);
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
  return trials_markdown(hunt.trials, headline(hunt), releases_finding(hunt, "kbisect"));
}

}  // namespace kbisect
