// Two kernel configs for one source, of which one is good and the other bad.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/delta.hpp"
#include "model/profile.hpp"

namespace kbisect {

struct ConfigPair {
  Fragment good;
  Fragment bad;
  Profile both;  // what both are to have, whatever they say: the guest needs it
};

// The bad config with what both are to have. Nothing of the config has to come out as it says: it may be
// another kernel's.
Profile bad_profile(const ConfigPair& pair);

// What makes the good one of it; a symbol that only the bad one has is to be n.
std::map<std::string, std::string> changes_to_good(const ConfigPair& pair);

struct SymbolDifference {
  std::string symbol;
  std::string good;  // as in .config; "n" where it is absent
  std::string bad;
};

// Between configs as they came out, by symbol.
std::vector<SymbolDifference> differences_of(const std::map<std::string, std::string>& good,
                                             const std::map<std::string, std::string>& bad);

// Those of these symbols first, in their order, the others after them as they were; how many those are.
size_t move_to_front(std::vector<SymbolDifference>& differences, const std::vector<std::string>& symbols);

// These of the differences as the good config has them.
std::map<std::string, std::string> as_in_good(const std::vector<SymbolDifference>& differences,
                                              const Deltas& chosen);

}  // namespace kbisect
