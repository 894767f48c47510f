// How a run is shown while it is going on.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/run/observer.hpp"
#include "engine/trials/trial_observer.hpp"

namespace kbisect {

// Text: every finished step with its outcome; below it a live status line on a terminal, or one status line
// per minute otherwise.
std::unique_ptr<Observer> line_progress();

// JSON Lines: one object per event, with the keys "event" and "time".
std::unique_ptr<Observer> json_progress();

// The same for the commands made of trials.
std::unique_ptr<TrialObserver> line_trial_progress();
std::unique_ptr<TrialObserver> json_trial_progress();

// Writes one such JSON line; for commands that have no observer.
void emit(const char* event, nlohmann::json line);

// Warnings about how kernels will be built, one sentence each.
std::vector<std::string> cautions(const SandboxRecord& sandbox);

}  // namespace kbisect
