// Shared by commands that start from an earlier run.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "engine/run/journal.hpp"
#include "engine/run_folder.hpp"

namespace kbisect {

// Throws UsageError if the journal cannot be read.
JournalContent read_journal(const RunFolder& folder);

// The journal of a finished run that named a culprit. Throws UsageError if the journal cannot be read, the
// run is not finished or it found no culprit; `done_with_it` ("certified") completes that last message.
JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it);

// --linux: where the run's kernel tree is now.
struct MovedTree {
  std::string path;  // empty: the path the journal records

  void add_to(CLI::App& command);
  // Replaces the tree in `header`; its commit ids are valid in every clone.
  void apply(RunHeader& header) const;
};

}  // namespace kbisect
