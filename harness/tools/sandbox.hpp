// Building a stranger's patch runs their code: it is run by bubblewrap (bwrap(1)), without a network, without
// a home, with nothing of our environment, and with a limit on memory and processes. It sees the system's
// programs, the source and what it may write to, and no process but its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/subprocess.hpp"
#include "tools/limit_group.hpp"

namespace kbisect {

// What of ours a command sees, by the same paths as outside.
struct Enclosure {
  std::filesystem::path source;     // not to be written to
  bool scratch_at_top = false;      // but for new files at its top, which nobody else sees and nothing keeps
  std::filesystem::path build;      // may be written to, and lie below the source
  std::filesystem::path ccache;     // the same; empty: there is none
  std::filesystem::path directory;  // where the command begins
};

struct Sandbox {
  ResourceLimits limits;
  int group_version = 0;  // of the control groups that keep the limits; 0: there are none, setrlimit(2) does
  std::string program;    // "bubblewrap 0.8.0"

  // What it is, for the records: "bubblewrap 0.8.0, at most 3000 MiB and 1088 processes (cgroup v1)".
  std::string text() const;
};

// Tries it, with all that a build has, and whether the `programs` found in it are those found outside. Fails
// saying why there can be none on this machine.
Expected<Sandbox> probe_sandbox(const ResourceLimits& limits, const std::vector<std::string>& programs);

// bwrap's own arguments, up to the program that it is to start. All paths are absolute. `path` is PATH.
std::vector<std::string> bwrap_arguments(const Enclosure& enclosure, const ResourceLimits& limits,
                                         const std::string& path);

struct SandboxFinished {
  Finished finished;                 // as if it had been run without
  std::optional<std::string> limit;  // one of ours that was run against, if any
};

// Runs `command` in it; it has no other environment than its own, PATH and a HOME that is gone afterwards.
// Throws InfrastructureError when bubblewrap itself fails.
SandboxFinished run_in_sandbox(const Sandbox& sandbox, const Enclosure& enclosure, const Command& command);

}  // namespace kbisect
