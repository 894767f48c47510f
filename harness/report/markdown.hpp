// report.md: a run to read or to paste into a mail or an issue.
#pragma once

#include <string>

#include "model/outcome.hpp"

namespace kbisect {

std::string markdown_report(const Result& result);

}  // namespace kbisect
