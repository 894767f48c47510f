// Makes commits of the patches of a series, one on top of another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "model/patches/patch_series.hpp"
#include "model/trials/trial.hpp"

namespace kbisect {

struct SeriesCommits {
  std::vector<Commit> commits;             // one for each patch, up to the first that does not apply
  std::optional<std::string> not_applied;  // why that one does not
};

// Writes the patches to `folder` and applies them on `base` in the worktree of `tree`, which is left for a
// bench to take over. Those of a branch are commits already, so they are only written. `series` has at least
// one patch. Throws InfrastructureError when git fails.
SeriesCommits commit_series(const PatchSeries& series, const TrialSource& base, const TrialTree& tree,
                            const RunFolder& folder);

}  // namespace kbisect
