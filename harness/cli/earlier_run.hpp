// For commands that go on from a run that was begun earlier.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "engine/journal.hpp"
#include "engine/run_folder.hpp"

namespace kbisect {

// The journal of a run that has named a culprit; `done_with_it` says what for: "certified". Throws UsageError
// saying why there is none.
JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it);

// --linux: where the run's tree is now.
struct MovedTree {
  std::string path;  // empty: where it was

  void add_to(CLI::App& command);
  // The commits are the same in every clone.
  void apply(RunHeader& header) const;
};

}  // namespace kbisect
