// A request to explain a finished run made concrete: trials on its bad end, with what it has kept.
#pragma once

#include <string>
#include <vector>

#include "engine/journal.hpp"
#include "engine/run_folder.hpp"
#include "engine/trial_plan.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

struct ExplanationRequest {
  JournalContent run;   // finished, with a culprit; its header's tree is where its commits are now
  RunFolder folder;     // of it
  std::string profile;  // in place of the run's; empty: the run's
  std::vector<std::string> workarounds;  // guest tests
  int most_candidates = 0;               // boot parameters, and as many symbols
  int boots = 0;                         // of each trial, at the least
  int jobs = 0;                          // 0: as the run's
  bool ccache = false;                   // even where the run had none
};

struct ExplanationPlan {
  TrialPlan trials;  // of the bad end as it is: the run's test, then the workarounds
  JournalContent run;
  std::string run_name;
  GitReader git;
  int most_candidates = 0;
};

// Throws UsageError naming what is wrong, InfrastructureError naming what this machine lacks.
ExplanationPlan make_explanation_plan(const ExplanationRequest& request, const Places& places, Watch& watch);

}  // namespace kbisect
