// How often boots fail: at bad commits at the bug's own rate, at good ones at the rate of false failures.
// Neither is known; both are weighed by what was seen.
//
// The prior is a table of pairs in which the bug's rate is at least twice the other. Two ends that fail alike
// are then soon known to be alike; if any pair were allowed, the search would look for a difference that is
// too small to find.
#pragma once

namespace kbisect {

// Boots that could be judged.
struct Tally {
  int failed = 0;  // with the symptom
  int passed = 0;
};

struct Rates {
  double bad = 1;   // share of boots that fail at a bad commit
  double good = 0;  // share of boots that fail at a good commit
};

struct Evidence {
  double log_likelihood = 0;  // of both tallies, over all pairs of rates
  Rates expected;             // given both tallies
};

// `bad` counts the boots of bad commits, `good` those of good commits.
Evidence weigh(const Tally& bad, const Tally& good);

}  // namespace kbisect
