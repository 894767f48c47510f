// Finds a search profile for a campaign: the least config that shows the same at both ends.
//
// The bad end is built with the whole config and booted twice more under software emulation, once with the
// guest test and once without any: the code that only the first of these boots runs is the test's own.
// Symbols whose objects have next to none of it are dropped, and both ends are built and tested with what is
// left. Where they do not show the same, less is dropped.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/workshop.hpp"
#include "model/slim_profile.hpp"

namespace kbisect {

struct Slimming {
  bool bad_end_holds = false;      // it is bad with the whole config
  std::optional<Profile> profile;  // nothing: no smaller config shows the same
  size_t requested = 0;            // symbols, by the whole profile
  size_t kept = 0;                 // by the one found
  size_t objects_of_whole = 0;     // in the bad end's kernel
  size_t objects = 0;              // with the one found
  std::vector<Step> steps;
  // Why there is none, or what smaller ones fell short of.
  std::vector<std::string> remarks;
};

// The steps' files go to `folder`. `workshop` is for a plan without a search profile.
Slimming slim(Workshop& workshop, const RunFolder& folder, Observer& observer);

}  // namespace kbisect
