// Guesses which known word a misspelled one stands for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The number of typing errors between the two words: their Levenshtein distance, or 1 if one of them (of
// three or more characters) is a prefix of the other. Empty if there are too many for a misspelling.
std::optional<size_t> slips_between(std::string_view wrong, std::string_view word);

// The word with the fewest errors, the first one of several; empty if none is close enough.
std::string likely_meant(std::string_view wrong, const std::vector<std::string>& words);

}  // namespace kbisect
