// The table of a command made of trials, for the terminal and for report.md.
#pragma once

#include <string>

#include "model/trials/trials.hpp"

namespace kbisect {

std::string trials_summary(const TrialsResult& result);
std::string trials_markdown(const TrialsResult& result);
// The same below what a command has concluded from it: a few words for the title, and whole paragraphs.
std::string trials_markdown(const TrialsResult& result, const std::string& headline,
                            const std::string& finding);

}  // namespace kbisect
