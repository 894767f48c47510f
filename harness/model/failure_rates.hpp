// How often boots fail: at bad commits at the bug's own rate, at good ones at the rate of false failures.
// Neither is known, and both are weighed by what was seen.
//
// What they are thought to be beforehand is a table of pairs, and a bug counts as one only where its rate is
// at least twice the other: two ends that fail alike are then soon known to be alike, while with any pair
// allowed the search would look for a difference that is too small to be found.
#pragma once

namespace kbisect {

// Boots that could be judged.
struct Tally {
  int failed = 0;  // with the symptom
  int passed = 0;
};

struct Rates {
  double bad = 1;   // of boots that fail at a bad commit
  double good = 0;  // of boots that fail at a good commit
};

struct Evidence {
  double log_likelihood = 0;  // of both tallies, over all pairs of rates
  Rates expected;             // after both tallies
};

// `bad` are the boots of commits that are bad, `good` of those that are good.
Evidence weigh(const Tally& bad, const Tally& good);

}  // namespace kbisect
