// The median of measured values; the upper of the two in the middle if their number is even.
#pragma once

#include <algorithm>
#include <vector>

namespace kbisect {

// `values` must not be empty.
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace kbisect
