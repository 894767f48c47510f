// Resolves a request to explain a finished run into trials on its bad end, with the profile and the guest
// image that the run kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/run/journal.hpp"
#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "model/trials/mitigation.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

struct ExplanationRequest {
  JournalContent run;                    // finished, with a culprit; header.tree is where its commits are now
  RunFolder folder;                      // of that run
  std::string profile;                   // replaces the run's; empty: the run's
  std::vector<std::string> workarounds;  // guest tests, as a campaign names them
  bool were_asked_for = false;   // the workarounds; else they are the campaign's, and may not fit this guest
  int most_candidates = 0;       // boot parameters to try at most, and as many symbols
  int boots = 0;                 // of each trial, at least
  int jobs = 0;                  // 0: as in the run
  std::optional<Ccache> ccache;  // nullopt: as in the run
};

struct ExplanationPlan {
  TrialPlan trials;  // of the unchanged bad end: the run's test, then the workarounds
  JournalContent run;
  std::string run_name;
  GitReader git;
  int most_candidates = 0;
  std::vector<LeftOut> left_out;  // workarounds that this guest cannot run
};

// The plan keeps the tree locked. Throws UsageError naming what is wrong, InfrastructureError naming what
// this machine lacks.
ExplanationPlan make_explanation_plan(const ExplanationRequest& request, const Places& places, Watch& watch);

}  // namespace kbisect
