// What `run` and `resume` share: they put a session together, watch it and write its reports.
#pragma once

#include <optional>

#include "base/files.hpp"
#include "engine/run/journal.hpp"
#include "engine/run/plan.hpp"
#include "engine/run_folder.hpp"
#include "model/exit_code.hpp"

namespace kbisect {

// Where a run takes place and is recorded; `lock` is held for as long as this lives.
struct Site {
  const Places& places;
  const RunFolder& folder;
  FileLock lock;
  std::string moved_tree;  // where the tree is now; empty: where the journal says
};

// Continues from `content`, which in a new run holds only the header. Writes result.json and report.md.
// Throws Interrupted after `most_steps` steps, if given; on any exception prints how to resume and rethrows.
ExitCode search(const Plan& plan, const Site& site, Journal journal, JournalContent content, bool json,
                std::optional<int> most_steps);

}  // namespace kbisect
