// The part of a config profile that a guest test needs, judged by the kernel code that the test runs. This is
// a proposal: whether a kernel without the rest shows the same must be tried.
#pragma once

#include <map>
#include <set>
#include <string>

#include "model/arch.hpp"
#include "model/kernel/config_owners.hpp"
#include "model/kernel/profile.hpp"

namespace kbisect {

// Counts the functions in the objects of one symbol.
struct SymbolUse {
  int all = 0;
  int run = 0;          // those that ran in a boot with the test
  int run_by_test = 0;  // of these, those that did not run in a boot without it
};

// The uses by symbol. A function name that several objects have is ignored.
std::map<std::string, SymbolUse> uses_of_symbols(
    const std::map<std::string, std::set<std::string>>& objects_by_function, const ConfigOwners& owners,
    const std::set<std::string>& run_with_test, const std::set<std::string>& run_without);

// Which symbols are kept, from the smallest config to the largest.
enum class SlimRule {
  mainly_for_test,  // those with at least a twentieth of their functions run by the test alone
  for_test,         // those with any function run by the test alone
  run_at_all,       // those with any function run in a boot with the test
};
std::string text(SlimRule rule);

// The profile with a request for each symbol as it came out in `config`, so that defaults can be dropped,
// too. A profile whose unnamed symbols are off is returned unchanged: what others select goes when they go.
Profile with_defaults_named(const Profile& whole, const std::map<std::string, std::string>& config);

// The symbols of the whole profile that this rule drops. Keeps those without objects of their own, and those
// without which no guest comes up and reports its test. Only symbols set to y are dropped.
std::set<std::string> dropped_symbols(const Profile& whole, const Arch& arch,
                                      const std::map<std::string, SymbolUse>& uses, SlimRule rule);

// A profile of the same name with one fragment, which has the symbols that are left. All of them are
// whitelisted: a symbol that another commit lacks, or whose dependency was dropped, is no error.
Profile without(const Profile& whole, const std::set<std::string>& dropped, const Arch& arch);

}  // namespace kbisect
