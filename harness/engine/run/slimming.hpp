// Finds a search profile for a campaign: a smaller config with which both ends have the same verdicts.
//
// The bad end is built with the full config and booted twice more under software emulation, once with the
// guest test and once without: the code that only the first of these boots runs belongs to the test. Symbols
// whose objects have next to none of it are dropped, and both ends are built and tested with the rest. If
// their verdicts change, fewer symbols are dropped.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/run/workshop.hpp"
#include "model/kernel/slim_profile.hpp"

namespace kbisect {

struct Slimming {
  bool bad_end_holds = false;      // the bad end is bad with the full config
  std::optional<Profile> profile;  // nullopt: no smaller config gives the same verdicts
  size_t requested = 0;            // symbols in the full profile
  size_t kept = 0;                 // symbols in the profile found
  size_t objects_of_whole = 0;     // compiled for the bad end with the full config
  size_t objects = 0;              // the same with the profile tried last
  std::vector<Step> steps;
  // Why there is no profile, or why smaller ones were rejected.
  std::vector<std::string> remarks;
};

// Writes the steps' files to `folder`. `workshop` must be for a plan without a search profile. Throws
// InfrastructureError when the machine is at fault; the worktree then stays for the next command.
Slimming slim(Workshop& workshop, const RunFolder& folder, Observer& observer);

}  // namespace kbisect
