// report.md: one run, to be read or pasted into a mail or an issue.
#pragma once

#include <string>

#include "model/outcome.hpp"

namespace kbisect {

std::string markdown_report(const Result& result);

}  // namespace kbisect
