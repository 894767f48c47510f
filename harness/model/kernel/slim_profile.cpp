#include "model/kernel/slim_profile.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "model/kernel/own_config.hpp"

namespace kbisect {
namespace {

constexpr double least_share = 0.05;

bool keeps(SlimRule rule, const SymbolUse& use) {
  switch (rule) {
    case SlimRule::mainly_for_test:
      return use.run_by_test > 0 && use.run_by_test >= least_share * use.all;
    case SlimRule::for_test:
      return use.run_by_test > 0;
    case SlimRule::run_at_all:
      return use.run > 0;
  }
  throw std::logic_error("a rule for slim profiles without a meaning");
}

}  // namespace

std::string text(SlimRule rule) {
  switch (rule) {
    case SlimRule::mainly_for_test:
      return "what the test mainly runs";
    case SlimRule::for_test:
      return "what the test runs";
    case SlimRule::run_at_all:
      return "what a boot runs";
  }
  throw std::logic_error("a rule for slim profiles without a name");
}

std::map<std::string, SymbolUse> uses_of_symbols(
    const std::map<std::string, std::set<std::string>>& objects_by_function, const ConfigOwners& owners,
    const std::set<std::string>& run_with_test, const std::set<std::string>& run_without) {
  std::map<std::string, SymbolUse> by_object;
  for (const auto& [function, objects] : objects_by_function) {
    if (objects.size() != 1) continue;
    SymbolUse& use = by_object[*objects.begin()];
    const bool runs = run_with_test.count(function) != 0;
    use.all += 1;
    use.run += runs ? 1 : 0;
    use.run_by_test += runs && run_without.count(function) == 0 ? 1 : 0;
  }
  std::map<std::string, SymbolUse> by_symbol;
  for (const auto& [object, use] : by_object) {
    for (const std::string& symbol : owners.owners(object)) {
      SymbolUse& sum = by_symbol[symbol];
      sum.all += use.all;
      sum.run += use.run;
      sum.run_by_test += use.run_by_test;
    }
  }
  return by_symbol;
}

Profile with_defaults_named(const Profile& whole, const std::map<std::string, std::string>& config) {
  if (whole.unnamed == Unnamed::off) return whole;
  return {.name = whole.name, .fragments = {{.path = "as-it-came-out", .values = config}}};
}

std::set<std::string> dropped_symbols(const Profile& whole, const Arch& arch,
                                      const std::map<std::string, SymbolUse>& uses, SlimRule rule) {
  const std::set<std::string> needed = guest_needs(arch);
  std::set<std::string> dropped;
  for (const auto& [symbol, value] : requests_of(whole)) {
    const auto use = uses.find(symbol);
    if (value != "y" || use == uses.end() || needed.count(symbol) != 0) continue;
    if (!keeps(rule, use->second)) dropped.insert(symbol);
  }
  return dropped;
}

Profile without(const Profile& whole, const std::set<std::string>& dropped, const Arch& arch) {
  Fragment fragment{.path = fmt::format("{}/slim.conf", arch.name)};
  Profile slim{.name = whole.name};
  for (const auto& [symbol, value] : requests_of(whole)) {
    if (dropped.count(symbol) != 0) continue;
    fragment.text += setting_line(symbol, value) + "\n";
    fragment.values[symbol] = value;
    slim.whitelist.insert(symbol);
  }
  slim.fragments.push_back(std::move(fragment));
  slim.digest = digest_of(slim);
  return slim;
}

}  // namespace kbisect
