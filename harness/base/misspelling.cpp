#include "base/misspelling.hpp"

#include <algorithm>
#include <numeric>

namespace kbisect {
namespace {

// The Levenshtein distance: how many characters to change, add or remove.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

// A word with this many errors was not meant.
constexpr size_t too_many_slips = 4;

// A prefix counts as one error.
size_t slips(std::string_view wrong, std::string_view word) {
  const std::string_view shorter = wrong.size() < word.size() ? wrong : word;
  const std::string_view longer = wrong.size() < word.size() ? word : wrong;
  const bool begins = shorter.size() >= 3 && longer.substr(0, shorter.size()) == shorter;
  if (begins) return 1;
  // The difference in length is a lower bound of the distance. It is checked first because the distance takes
  // quadratic time and the text may be arbitrarily long.
  const size_t surplus = longer.size() - shorter.size();
  return surplus >= too_many_slips ? surplus : distance(wrong, word);
}

}  // namespace

std::optional<size_t> slips_between(std::string_view wrong, std::string_view word) {
  const size_t count = slips(wrong, word);
  // Two errors in a short word make a different word.
  if (count >= too_many_slips || count * 3 > std::max(wrong.size(), word.size())) return std::nullopt;
  return count;
}

std::string likely_meant(std::string_view wrong, const std::vector<std::string>& words) {
  std::string nearest;
  std::optional<size_t> fewest;
  for (const std::string& word : words) {
    const auto slips = slips_between(wrong, word);
    if (!slips || (fewest && *slips >= *fewest)) continue;
    fewest = slips;
    nearest = word;
  }
  return nearest;
}

}  // namespace kbisect
