#include "model/guest/observed_outcomes.hpp"

#include <fmt/format.h>

#include "guest-image/protocol.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

struct Telling {
  const OutcomeRow* row;
  std::string seen;
};

std::string said(const Telling& telling) {
  return printable(fmt::format("{} gives {}", telling.row->step, telling.seen));
}

}  // namespace

Verdict judge_outcomes(const ObservedOutcomes& expected, const std::vector<KtapResult>& results) {
  std::vector<Telling> as_good;
  std::vector<Telling> as_bad;
  for (const OutcomeRow& row : expected.rows) {
    const KtapResult* result = find_result(results, row.step);
    const std::string seen =
        result == nullptr ? std::string() : diagnostic_value(*result, protocol::outcome_prefix);
    if (seen.empty()) return Skip{SkipReason::test_skipped, fmt::format("{} was not observed", row.step)};
    const Telling telling{.row = &row, .seen = seen};
    if (row.good == row.bad) {
      if (seen == row.good) continue;
      return Skip{SkipReason::control_failed, fmt::format("{}, not {}", said(telling), row.good)};
    }
    if (seen != row.good && seen != row.bad) {
      return Skip{SkipReason::other_failure,
                  fmt::format("{}, neither {} nor {}", said(telling), row.good, row.bad)};
    }
    (seen == row.good ? as_good : as_bad).push_back(telling);
  }
  if (as_bad.empty()) return Good{};
  if (!as_good.empty()) {
    return Skip{SkipReason::other_failure, fmt::format("{}, as on the bad side, and {}, as on the good one",
                                                       said(as_bad.front()), said(as_good.front()))};
  }
  std::string signature = said(as_bad.front());
  if (as_bad.size() > 1) signature += fmt::format(", and {} more are as on the bad side", as_bad.size() - 1);
  return Bad{.signature = signature};
}

std::vector<ObservedCase> observed_cases(const std::vector<KtapResult>& results) {
  std::vector<ObservedCase> cases;
  for (const KtapResult& one : results) {
    bool was_observed = false;
    std::string failure;
    for (const KtapResult& step : one.children) {
      const std::string seen = diagnostic_value(step, protocol::outcome_prefix);
      was_observed = was_observed || !seen.empty();
      if (failure.empty() && !seen.empty() && seen != protocol::outcome_passed)
        failure = printable(fmt::format("{}/{} gives {}", one.name, step.name, seen));
    }
    if (was_observed) cases.push_back({printable(one.name), failure});
  }
  return cases;
}

}  // namespace kbisect
