// Finds the nearest good release to a bad one, by trials of releases between them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "engine/trials/trial_rows.hpp"
#include "model/trials/release_hunt.hpp"

namespace kbisect {

struct ReleaseQuestion {
  std::string first;  // a revision of the campaign's tree
  ReleaseDirection direction = ReleaseDirection::back;
  bool candidates = false;    // release candidates (-rc) as well
  std::string run_arguments;  // of `kbisect run` for the same question, without the ends
};

// The tags of releases in that direction, the nearest first; forward, only those that the newest one
// contains. Throws UsageError naming the revision, or saying that there is no release.
std::vector<std::string> releases_for(const ReleaseQuestion& question, const Campaign& campaign);

// Gives each release the installed compiler that suits its age best, unless the campaign names a compiler.
void suit_compilers(TrialPlan& plan);

// `plan` has a trial of the first release, then one of each other in the order of releases_for(). `keep` is
// called after every trial. Throws InfrastructureError when the machine is at fault; the worktree then stays
// for the next command.
ReleaseHunt hunt_releases(const ReleaseQuestion& question, const TrialPlan& plan, const RunFolder& folder,
                          TrialObserver& observer, const std::function<void(const ReleaseHunt&)>& keep);

}  // namespace kbisect
