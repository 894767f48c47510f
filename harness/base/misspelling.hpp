// Which word was meant by one that there is not.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// How many slips it is from the one to the other (Levenshtein's distance, a beginning counting as one);
// nothing where these are too many for a slip.
std::optional<size_t> slips_between(std::string_view wrong, std::string_view word);

// The nearest of these words; empty where none is near.
std::string likely_meant(std::string_view wrong, const std::vector<std::string>& words);

}  // namespace kbisect
