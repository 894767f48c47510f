#include "model/compiler.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace kbisect {
namespace {

// The month of a release: "2021-05" for GCC 11. Since GCC 5 there is one release a year, in late April or in
// May.
std::string month_of(int major) {
  constexpr int year_before_one = 2010;
  return std::to_string(year_before_one + major) + "-05";
}

}  // namespace

bool is_compiler_name(std::string_view name) {
  return name == usual_compiler || major_of(name).has_value();
}

std::string name_of_compiler(int major) {
  return std::string(usual_compiler) + "-" + std::to_string(major);
}

std::optional<int> major_of(std::string_view name) {
  constexpr std::string_view start = "gcc-";
  if (!name.starts_with(start)) return std::nullopt;
  name.remove_prefix(start.size());
  constexpr size_t most_digits = 3;
  const bool is_number =
      !name.empty() && name.size() <= most_digits && std::all_of(name.begin(), name.end(), is_digit);
  if (!is_number) return std::nullopt;
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

std::optional<int> suitable_compiler(const std::vector<int>& installed, std::string_view date) {
  std::optional<int> chosen;
  for (const int major : installed) {
    if (month_of(major) <= date && (!chosen || major > *chosen)) chosen = major;
  }
  if (chosen || installed.empty()) return chosen;
  return *std::min_element(installed.begin(), installed.end());
}

}  // namespace kbisect
