// Searches a kernel tree for switches that may turn a culprit's bug off: boot parameters and Kconfig symbols
// that are related to what the culprit's hunks name.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/trials/hunk_names.hpp"
#include "model/trials/switches.hpp"
#include "tools/git_read.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

// Everything here must outlive the call.
struct SwitchSearch {
  const GitReader& git;
  const std::string& good;
  const std::string& bad;
  const std::string& culprit;
  // Where the bad end is checked out.
  const Kbuild& kbuild;
  // What the bad end's build has read. Other files are ignored, unless this is empty.
  const BuildInputs& inputs;
  // The symbols, as CONFIG_X, that the config profile asks for.
  const std::set<std::string>& asked_for;
};

struct FoundSwitches {
  HunkNames names;
  std::vector<std::string> identifiers;  // those of the names that were followed
  size_t files = 0;                      // related to them
  Switches switches;
};

FoundSwitches find_switches(const SwitchSearch& search);

}  // namespace kbisect
