// The part of a config profile that a guest test needs, judged by what code of the kernel the test runs. A
// proposal: whether a kernel without the rest shows the same has to be tried.
#pragma once

#include <map>
#include <set>
#include <string>

#include "model/arch.hpp"
#include "model/config_owners.hpp"
#include "model/profile.hpp"

namespace kbisect {

// Functions in the objects of one symbol.
struct SymbolUse {
  int all = 0;
  int run = 0;          // in a boot with the test
  int run_by_test = 0;  // and not in one without
};

// By symbol. A function that several objects have by that name says nothing of any of them.
std::map<std::string, SymbolUse> uses_of_symbols(
    const std::map<std::string, std::set<std::string>>& objects_by_function, const ConfigOwners& owners,
    const std::set<std::string>& run_with_test, const std::set<std::string>& run_without);

// Which symbols stay, from the smallest config to the largest.
enum class SlimRule {
  mainly_for_test,  // those of whose functions the test alone runs a twentieth at least
  for_test,         // or any
  run_at_all,       // those that a boot with the test runs any function of
};
std::string text(SlimRule rule);

// Symbols of the whole profile that this rule drops. Those stay that have no objects of their own, and those
// without which no guest comes up and tells of its test.
std::set<std::string> dropped_symbols(const Profile& whole, const Arch& arch,
                                      const std::map<std::string, SymbolUse>& uses, SlimRule rule);

// One fragment with the rest, named after the profile. All of it may go unmet: a symbol that another commit
// lacks, or whose dependency was dropped, is no error.
Profile without(const Profile& whole, const std::set<std::string>& dropped, const Arch& arch);

}  // namespace kbisect
