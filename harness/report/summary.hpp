// What the user reads on the terminal when a run ends.
#pragma once

#include <string>
#include <vector>

#include "model/outcome.hpp"

namespace kbisect {

std::string summary_text(const Result& result);

// One line per claim of the certificate: "holds: the culprit is bad (0123456789ab): 5 of 5 boots failed".
// Empty if no culprit was found.
std::vector<std::string> certificate_lines(const Result& result);

// Phrases that every report shares.
std::string headline(const Result& result);  // one line: the outcome
// "99.97 % from 28 boots, of which 9 failed"; empty if the outcome names no commit.
std::string certainty_text(const Result& result);
std::string expectation_text(const Result& result);  // empty if nothing was expected or found
std::string times_text(const Result& result);        // one line: by phase, and the forecast

}  // namespace kbisect
