#include "model/search/own_boots.hpp"

#include <algorithm>
#include <cmath>

#include "model/search/proof_boots.hpp"

namespace kbisect {
namespace {

// How much likelier these boots are at a bad commit than at a good one, as a logarithm.
double log_odds(const Tally& tally, const Rates& rates) {
  // No rate is known to be exactly 0 or 1.
  constexpr double least = 1e-4;
  const double bad = std::clamp(rates.bad, least, 1 - least);
  const double good = std::clamp(rates.good, least, 1 - least);
  return tally.failed * std::log(bad / good) + tally.passed * std::log((1 - bad) / (1 - good));
}

}  // namespace

Tally tally_of(const std::vector<Run>& runs) {
  Tally tally;
  for (const Run& run : runs) {
    tally.failed += std::holds_alternative<Bad>(run.verdict) ? 1 : 0;
    tally.passed += std::holds_alternative<Good>(run.verdict) ? 1 : 0;
  }
  return tally;
}

bool is_settled(const Tally& tally, const Rates& rates) {
  const int boots = tally.failed + tally.passed;
  if (boots < least_proof_boots) return false;
  return boots >= most_proof_boots || std::abs(log_odds(tally, rates)) >= -std::log(chance_of_luck);
}

Verdict standing_alone(const Step& step, const Rates& rates) {
  if (const auto* failure = std::get_if<Skip>(&step.build.result)) return *failure;
  const Tally tally = tally_of(step.runs);
  if (tally.failed + tally.passed == 0) return step.runs.back().verdict;
  if (tally.failed == 0 || log_odds(tally, rates) <= 0) return Good{};
  const auto bad = std::find_if(step.runs.begin(), step.runs.end(),
                                [](const Run& run) { return std::holds_alternative<Bad>(run.verdict); });
  return bad->verdict;
}

}  // namespace kbisect
