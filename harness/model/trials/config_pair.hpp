// Two kernel configs for the same source, one good and one bad.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/kernel/profile.hpp"
#include "model/trials/delta.hpp"

namespace kbisect {

struct ConfigPair {
  Fragment good;
  Fragment bad;
  Profile both;  // goes over both configs: what the guest needs, what only one machine has off
};

// The bad config with `both` on top. Nothing of the bad config itself has to come out as it says, since it
// may have been made for another kernel.
Profile bad_profile(const ConfigPair& pair);

// What turns bad_profile() into the good config, symbols of `both` left alone. A symbol that only the bad
// config has becomes n.
std::map<std::string, std::string> changes_to_good(const ConfigPair& pair);

struct SymbolDifference {
  std::string symbol;
  std::string good;  // as in .config; "n" where it is absent
  std::string bad;
};

// The symbol's value in a config as it came out of Kconfig; "n" where it is absent.
std::string value_in(const std::map<std::string, std::string>& config, const std::string& symbol);

// Compares configs as they came out of Kconfig. Sorted by symbol.
std::vector<SymbolDifference> differences_of(const std::map<std::string, std::string>& good,
                                             const std::map<std::string, std::string>& bad);

// Moves the differences in `symbols` to the front, in the order of `symbols`; the others keep their order.
// Returns how many were moved.
size_t move_to_front(std::vector<SymbolDifference>& differences, const std::vector<std::string>& symbols);

// The chosen differences, with their values in the good config.
std::map<std::string, std::string> as_in_good(const std::vector<SymbolDifference>& differences,
                                              const Deltas& chosen);

}  // namespace kbisect
