// Searches without kernels: a history, a planted culprit, and boots that fail at given rates.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "model/ancestry.hpp"
#include "model/rebuilds.hpp"
#include "model/search.hpp"

namespace simulated {

// A history as lines "commit parent…", 0 being the good end (tests/data/dag-15k.txt.gz); what comes back
// holds the candidates alone, in the file's order, so that commit n of the file is candidate n - 1.
std::vector<std::vector<int>> read_history(const std::string& path);

// For Bug::culprit: it lies before the range, so that the old end has it too.
constexpr int before_the_range = -2;
// The new end has not got it either.
constexpr int nowhere = -3;

struct Bug {
  int culprit = 0;
  kbisect::Hunt hunt = kbisect::Hunt::regression;
  kbisect::Rates rates;
  std::function<bool(int)> testable = [](int) { return true; };
};

struct Ended {
  // One culprit, or those that only skips leave, or what is said of an end that is not as the user says.
  std::vector<int> answer;
  int built = 0;        // commits, those that could not be built included
  int named_after = 0;  // built until the culprit was named first, before its proof
  int skipped = 0;      // of them, those that could not be built
  int boots = 0;
  // Compiled until the culprit was named first, as far as Known::rebuilds says; the ends apart.
  int objects = 0;
};

// What the search knows of the commits once both ends are built.
struct Known {
  const kbisect::Prior* expected = nullptr;     // for Belief::expect
  const kbisect::Rebuilds* rebuilds = nullptr;  // of the builds
  bool picks_by_cost = true;                    // by those
};

// Far more than any search may take.
constexpr int endless = 100'000;

// kbisect's own way, the proof of the culprit and its parents included; not the bad end without it.
// Throws std::runtime_error where it does not come to an end.
Ended search(const std::shared_ptr<const kbisect::Ancestry>& ancestry, const Bug& bug,
             std::mt19937_64& random, const Known& known = {});

// What a script under `git bisect run` does: `boots` boots at each commit git picks, bad where any of them
// fails. Commits are picked as git picks them where it takes the best one.
Ended plain_bisection(const kbisect::Ancestry& ancestry, const Bug& bug, int boots, std::mt19937_64& random,
                      const kbisect::Rebuilds* rebuilds = nullptr);

}  // namespace simulated
