// From a bad release to the nearest good one, by trials of releases on the way.
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

// The releases that lie that way by the tree's tags, the nearest first. Forward, only those that the newest
// one contains. Throws UsageError naming the revision, or saying that there is none.
std::vector<std::string> releases_for(const ReleaseQuestion& question, const Campaign& campaign);

// Each release is compiled with the one that suits its age best, of those that are installed beside the usual
// one; but for a campaign that names its own.
void suit_compilers(TrialPlan& plan);

// `plan`: a trial of the first, and one of each release, in that order. `keep` is called after every trial.
ReleaseHunt hunt_releases(const ReleaseQuestion& question, const TrialPlan& plan, const RunFolder& folder,
                          TrialObserver& observer, const std::function<void(const ReleaseHunt&)>& keep);

}  // namespace kbisect
