// The patches of a series as commits, one on the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/run_folder.hpp"
#include "engine/trial_plan.hpp"
#include "model/patch_series.hpp"
#include "model/trial.hpp"

namespace kbisect {

struct SeriesCommits {
  std::vector<Commit> commits;  // a patch each, up to the first that does not apply
  std::optional<std::string> not_applied;
};

// In the worktree of `tree`, which is there afterwards and has what a bench takes over; each patch is kept as
// a file of `folder`. Those of a branch are commits already, and nothing is touched for them.
SeriesCommits commit_series(const PatchSeries& series, const TrialSource& base, const TrialTree& tree,
                            const RunFolder& folder);

}  // namespace kbisect
