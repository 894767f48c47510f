// What `run` and `resume` have in common: a session from its parts, watched, and its reports.
#pragma once

#include <optional>

#include "base/files.hpp"
#include "engine/journal.hpp"
#include "engine/plan.hpp"
#include "engine/run_folder.hpp"
#include "model/exit_code.hpp"

namespace kbisect {

// This very program, for commands that are shown: it need not be in the PATH.
std::string own_program();

// Throws UsageError naming the run that is already at work on the plan's tree.
FileLock lock_tree(const Plan& plan);

// Where a run takes place and is recorded, locked.
struct Site {
  const Places& places;
  const RunFolder& folder;
  FileLock lock;
  std::string moved_tree;  // where the tree is now; empty: where the journal says
};

// Goes on from `content`, which is empty but for its header in a new run. Writes result.json and report.md.
// Is interrupted after `most_steps`, where that is given.
ExitCode search(const Plan& plan, const Site& site, Journal journal, JournalContent content, bool json,
                std::optional<int> most_steps);

}  // namespace kbisect
