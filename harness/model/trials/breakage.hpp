// Boots that broke down, where too few of them did for a verdict: too many for the emulator's rare faults.
#pragma once

#include <optional>
#include <string>

#include "model/trials/trial.hpp"

namespace kbisect {

// Whether a kernel that does this, where the one before it could be judged, is broken; else it says nothing.
bool is_broken(SkipReason reason);

struct Breakage {
  size_t boots = 0;  // that ended as only a broken kernel's do
  size_t of = 0;
  std::string how;  // the first of them
  size_t boots_before = 0;
  size_t of_before = 0;
};

// Nothing unless at least two boots broke down, a quarter of all, and at least twice as many, in proportion,
// as of the kernel before.
std::optional<Breakage> breaks_now_and_then(const TrialResult& before, const TrialResult& after);

}  // namespace kbisect
