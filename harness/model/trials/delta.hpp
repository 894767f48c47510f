// Finds which of many differences change the outcome, by delta debugging (A. Zeller, "Yesterday, my program
// worked. Today, it does not. Why?", ESEC/FSE 1999, the algorithm dd). Pure apart from the caller's test,
// each call of which may take minutes.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace kbisect {

// With none of the differences the outcome is bad, with all of them it is good.
enum class DeltaVerdict { good, bad, unresolved };

// Sorted indices of differences.
using Deltas = std::vector<size_t>;
// The outcome with these differences taken. Called at most once for each set, never for none or all of them.
using DeltaTest = std::function<DeltaVerdict(const Deltas& taken)>;

struct Cause {
  Deltas deltas;  // with these alone it is good
  // Whether each of them was found to be needed: without it, what was then left of the cause was bad.
  // Otherwise some test on the way could not be judged, and fewer may do.
  bool is_minimal = false;
};

// Searches `count` differences, 1 or more. A single cause takes about log2(count) tests: where the first half
// is bad the second is not tested, and the final result is tested instead. The first groups[0] differences
// are tested together before all else, then the next groups[1], and so on; the rest comes last.
Cause isolate(size_t count, const DeltaTest& test, const std::vector<size_t>& groups = {});

// About how many tests isolate() takes for a single cause, to announce it beforehand. The cause is taken to
// be in the first group where there are any.
int expected_tests(size_t count, const std::vector<size_t>& groups = {});

}  // namespace kbisect
