// Which of many differences make the difference: delta debugging (A. Zeller, "Yesterday, my program worked.
// Today, it does not. Why?", ESEC/FSE 1999, the algorithm dd), as pure as a search can be whose tests take
// minutes.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace kbisect {

// With none of the differences it is bad, with all of them good.
enum class DeltaVerdict { good, bad, unresolved };

// Sorted indices of differences.
using Deltas = std::vector<size_t>;
// What it is with these of the differences. Asked once for each set, and never for none or all.
using DeltaTest = std::function<DeltaVerdict(const Deltas& taken)>;

struct Cause {
  Deltas deltas;  // with these alone it is good
  // Without any one of them it is bad; else some test on the way could not be judged, and there may be fewer.
  bool is_minimal = false;
};

// Of `count` differences, 1 or more. About log2(count) tests where one difference is the cause: of two halves
// the second is not tested when the first is bad, and what that comes to is tested in the end. The first
// `suspects` of them are tested together before all else.
Cause isolate(size_t count, const DeltaTest& test, size_t suspects = 0);

// The differences that are not among these.
Deltas all_but(const Deltas& these, size_t count);

// About how many tests that takes, for one cause and for saying so beforehand; it is one of the suspects
// where there are any.
int expected_tests(size_t count, size_t suspects = 0);

}  // namespace kbisect
