// What the user reads at the end, on the terminal.
#pragma once

#include <string>
#include <vector>

#include "model/outcome.hpp"

namespace kbisect {

std::string summary_text(const Result& result);

// A line for each claim of the certificate: "holds: the culprit is bad: ab12 failed 5 of 5 boots".
std::vector<std::string> certificate_lines(const Result& result);

// Pieces that every report says the same way.
std::string headline(const Result& result);  // one line: what came out
// "99.97 % from 28 boots, 9 of which failed"; empty where the outcome names no commit.
std::string certainty_text(const Result& result);
std::string expectation_text(const Result& result);  // empty when nothing was expected
std::string times_text(const Result& result);        // one line, by phase, and what was expected

}  // namespace kbisect
