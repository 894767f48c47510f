// What the commands that are made of trials share: their run folder, and what is said when they stop.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "engine/run_folder.hpp"
#include "engine/trial_plan.hpp"
#include "model/exit_code.hpp"

namespace kbisect {

// The user's own test by a path that holds from any folder; a guest test's name as it is.
std::string lasting_test(const std::string& test);
// The same of several. Throws UsageError where one is given twice.
std::vector<std::string> lasting_tests(const std::vector<std::string>& tests);

// Throws UsageError naming what is given twice; `what` says what they are.
void refuse_repeated(const std::vector<std::string>& given, const char* what);

// A new run folder below the results, for whose log this program's goes from here on; whoever finds a tree of
// the plan in use is told of it.
RunFolder begin_trials(const TrialPlan& plan, const Places& places, const std::string& name);

// result.json and report.md, as they are so far.
void write_trial_reports(const RunFolder& folder, const nlohmann::json& result, const std::string& report);

// What `work` comes to. Where it stops, that is said on stderr: where the rows so far are, and what is left
// on the disk for the next command.
ExitCode with_rest_told(const TrialPlan& plan, const RunFolder& folder,
                        const std::function<ExitCode()>& work);

}  // namespace kbisect
