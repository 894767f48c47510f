// How a run is shown while it goes on.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/observer.hpp"
#include "engine/trial_observer.hpp"

namespace kbisect {

// A line a step; on a terminal a live status line below, in a pipe a sign of life a minute.
std::unique_ptr<Observer> line_progress();

// One JSON object a line, each with an "event" key.
std::unique_ptr<Observer> json_progress();

// The same for trials.
std::unique_ptr<TrialObserver> line_trial_progress();
std::unique_ptr<TrialObserver> json_trial_progress();

// Such a line of its own, from a command that nobody observes.
void emit(const char* event, nlohmann::json line);

// What a user should know of how kernels will be built, a sentence each.
std::vector<std::string> cautions(const SandboxRecord& sandbox);

}  // namespace kbisect
