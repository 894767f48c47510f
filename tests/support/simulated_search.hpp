// Simulates searches without kernels: a history, a planted culprit, and boots that fail at given rates.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "model/search/ancestry.hpp"
#include "model/search/rebuilds.hpp"
#include "model/search/search.hpp"

namespace simulated {

// Reads a gzipped history of lines "commit parent…", where 0 is the good end (tests/data/dag-15k.txt.gz).
// Returns only the candidates' parents, in the order of the file: its commit n is candidate n - 1. Throws
// std::runtime_error if the commits are out of order.
std::vector<std::vector<int>> read_history(const std::string& path);

// A value of Bug::culprit: the culprit lies before the range, so the old end has it too.
constexpr int before_the_range = -2;
// Another: there is no culprit, so the new end does not have it either.
constexpr int nowhere = -3;

struct Bug {
  int culprit = 0;
  kbisect::Hunt hunt = kbisect::Hunt::regression;
  kbisect::Rates rates;
  std::function<bool(int)> testable = [](int) { return true; };
};

struct Ended {
  // The culprit; the commits that skips leave inseparable; or what was found about a wrong end.
  std::vector<int> answer;
  int built = 0;        // commits, including those that could not be built
  int named_after = 0;  // commits built until the culprit was first named, before its proof
  int skipped = 0;      // the part of `built` that could not be built
  int boots = 0;
  // Objects compiled until the culprit was first named, by Known::rebuilds, without the ends.
  int objects = 0;
  double slowest_pick = 0;  // seconds of the processor
};

// What the search knows about the commits once both ends are built.
struct Known {
  const kbisect::Prior* expected = nullptr;     // passed to Belief::expect
  const kbisect::Rebuilds* rebuilds = nullptr;  // what each build would compile
  bool picks_by_cost = true;                    // whether the search weighs `rebuilds`
};

// Far more boots than any search may take.
constexpr int endless = 100'000;

// Searches as kbisect does, including the proof of the culprit and its parents but not the bad end without
// it. Throws std::runtime_error if it does not end.
Ended search(const std::shared_ptr<const kbisect::Ancestry>& ancestry, const Bug& bug,
             std::mt19937_64& random, const Known& known = {});

// Does what a script under `git bisect run` does: `boots` boots of each commit, which is bad if any of them
// fails. Picks the commit that splits the rest most evenly, as git does when it finds the optimum.
Ended plain_bisection(const kbisect::Ancestry& ancestry, const Bug& bug, int boots, std::mt19937_64& random,
                      const kbisect::Rebuilds* rebuilds = nullptr);

}  // namespace simulated
