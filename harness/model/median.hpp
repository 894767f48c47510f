// The middle one of some measured values; of an even number the upper of the two.
#pragma once

#include <algorithm>
#include <vector>

namespace kbisect {

// There is at least one.
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace kbisect
