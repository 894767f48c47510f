// Shared by the commands made of trials: their run folder, and what they print when they stop early.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/places.hpp"
#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "model/exit_code.hpp"

namespace kbisect {

// Creates a run folder below the results and directs this program's log there. Records the folder in the
// locks of the plan's trees, so that a process that finds one locked can say by whom.
RunFolder begin_trials(const TrialPlan& plan, const Places& places, const std::string& name);

// Writes result.json and report.md, each atomically; called again whenever there are new results.
void write_trial_reports(const RunFolder& folder, const nlohmann::json& result, const std::string& report);

// Returns what `work` returns. If `work` throws, prints to stderr where the results so far are and which
// worktrees remain for the next command, then rethrows.
ExitCode with_rest_told(const TrialPlan& plan, const RunFolder& folder,
                        const std::function<ExitCode()>& work);

}  // namespace kbisect
