#include "model/trials/config_pair.hpp"

#include <algorithm>
#include <set>

namespace kbisect {

std::string value_in(const std::map<std::string, std::string>& config, const std::string& symbol) {
  const auto at = config.find(symbol);
  return at == config.end() ? "n" : at->second;
}

Profile bad_profile(const ConfigPair& pair) {
  Profile profile = pair.both;
  profile.fragments.insert(profile.fragments.begin(), pair.bad);
  const auto wanted = requests_of(pair.both);
  for (const auto& [symbol, value] : pair.bad.values) {
    if (wanted.count(symbol) == 0) profile.whitelist.insert(symbol);
  }
  profile.digest = digest_of(profile);
  return profile;
}

std::map<std::string, std::string> changes_to_good(const ConfigPair& pair) {
  const auto wanted = requests_of(pair.both);
  std::map<std::string, std::string> changes;
  for (const SymbolDifference& difference : differences_of(pair.good.values, pair.bad.values)) {
    if (wanted.count(difference.symbol) == 0) changes[difference.symbol] = difference.good;
  }
  return changes;
}

std::vector<SymbolDifference> differences_of(const std::map<std::string, std::string>& good,
                                             const std::map<std::string, std::string>& bad) {
  std::set<std::string> symbols;
  for (const auto* config : {&good, &bad}) {
    for (const auto& [symbol, value] : *config) symbols.insert(symbol);
  }
  std::vector<SymbolDifference> differences;
  for (const std::string& symbol : symbols) {
    SymbolDifference difference{symbol, value_in(good, symbol), value_in(bad, symbol)};
    if (difference.good != difference.bad) differences.push_back(std::move(difference));
  }
  return differences;
}

size_t move_to_front(std::vector<SymbolDifference>& differences, const std::vector<std::string>& symbols) {
  const auto rank = [&](const SymbolDifference& one) {
    return std::find(symbols.begin(), symbols.end(), one.symbol) - symbols.begin();
  };
  std::stable_sort(
      differences.begin(), differences.end(),
      [&](const SymbolDifference& one, const SymbolDifference& other) { return rank(one) < rank(other); });
  const auto end = static_cast<std::ptrdiff_t>(symbols.size());
  return static_cast<size_t>(std::count_if(differences.begin(), differences.end(),
                                           [&](const SymbolDifference& one) { return rank(one) < end; }));
}

std::map<std::string, std::string> as_in_good(const std::vector<SymbolDifference>& differences,
                                              const Deltas& chosen) {
  std::map<std::string, std::string> changes;
  for (const size_t index : chosen) changes[differences[index].symbol] = differences[index].good;
  return changes;
}

}  // namespace kbisect
