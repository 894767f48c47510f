// Kernel releases, by the names of their tags (kernel: Documentation/process/2.Process.rst).
#pragma once

#include <compare>
#include <optional>
#include <string_view>
#include <vector>

namespace kbisect {

struct Release {
  std::vector<int> numbers;  // 6, 7, 3 for "v6.7.3"
  std::optional<int> rc;     // 1 for "v6.8-rc1", which comes before v6.8
  std::strong_ordering operator<=>(const Release& other) const;
  bool operator==(const Release& other) const = default;
};

// Nothing for a tag that is not a release's: "next-20240105", "v6.8-my-branch".
std::optional<Release> parse_release(std::string_view tag);

}  // namespace kbisect
