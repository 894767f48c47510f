// What the reports say alike about what was tested and when, for the items of their Markdown lists.
#pragma once

#include <string>

#include "model/symptom.hpp"
#include "model/trials/trial.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// "symptom: mount-writer-held/mount gives EBUSY; any other failure counts as skip"
std::string symptom_text(const Symptom& symptom);
// An item below that of the source for each fix-up that it was tested with.
std::string fixup_lines(const TrialSource& source);
// "- kbisect 0.1.0, begun 2026-01-31T12:00:00Z, 3 min 22 s in all"
std::string begun_line(const TrialsHeader& header, double seconds);

}  // namespace kbisect
