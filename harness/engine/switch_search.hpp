// Looks through a kernel tree for switches that may turn a culprit's bug: which boot parameters and Kconfig
// symbols have to do with what its hunks name.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/hunk_names.hpp"
#include "model/switches.hpp"
#include "tools/git_read.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

struct SwitchSearch {
  const GitReader& git;
  const std::string& good;
  const std::string& bad;
  const std::string& culprit;
  // Of the bad end, which is checked out there.
  const Kbuild& kbuild;
  // What its build has read: other files are left alone, unless this is empty.
  const BuildInputs& inputs;
  // CONFIG_X that the config profile asks for.
  const std::set<std::string>& asked_for;
};

struct FoundSwitches {
  HunkNames names;
  std::vector<std::string> identifiers;  // that were followed
  size_t files = 0;                      // that have to do with them
  Switches switches;
};

FoundSwitches find_switches(const SwitchSearch& search);

// Where the tree's Documentation/admin-guide describes a boot parameter ("path:line"), kernel-parameters.txt
// first; empty where it does not.
std::string documentation_of(const std::string& parameter, const GitReader& git, const std::string& commit);

}  // namespace kbisect
