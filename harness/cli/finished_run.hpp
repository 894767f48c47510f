// For commands that go on from what a finished run has found.
#pragma once

#include <string>

#include "engine/journal.hpp"
#include "engine/run_folder.hpp"

namespace kbisect {

// The journal of a run that has named a culprit; `done_with_it` says what for: "certified". Throws UsageError
// saying why there is none.
JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it);

}  // namespace kbisect
