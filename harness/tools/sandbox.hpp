// Building a stranger's patch runs the stranger's code, so it runs in bubblewrap (bwrap(1)): without a
// network, a home directory or our environment, and with limits on memory and processes. It sees the system's
// programs, the source, the directories that it may write to, and no processes but its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/subprocess.hpp"
#include "tools/limit_group.hpp"

namespace kbisect {

// Our directories that a command can see, by their paths outside. All paths are absolute.
struct Enclosure {
  std::filesystem::path source;     // read-only
  std::filesystem::path build;      // writable; may be below the source
  std::filesystem::path ccache;     // writable; empty: there is none
  std::filesystem::path directory;  // where the command starts
};

struct Sandbox {
  ResourceLimits limits;
  int group_version = 0;  // version of the control groups that limit it; 0: setrlimit(2) does
  std::string program;    // "bubblewrap 0.8.0"

  // For the records: "bubblewrap 0.8.0, at most 3000 MiB and 1088 processes (cgroup v1)".
  std::string text() const;
};

// Tries a sandbox with everything that a build has, and checks that each of `programs` is the same file in it
// as outside. Fails with the reason why this machine can have no sandbox.
Expected<Sandbox> probe_sandbox(const ResourceLimits& limits, const std::vector<std::string>& programs);

// The arguments of bwrap before the program that it starts. `path` is the value of PATH: its directories
// outside the system's places are shown too, unless they hold or belong to a home directory.
std::vector<std::string> bwrap_arguments(const Enclosure& enclosure, const ResourceLimits& limits,
                                         const std::string& path);

struct SandboxFinished {
  Finished finished;                 // as it would be without the sandbox
  std::optional<std::string> limit;  // the limit of ours that was exceeded, if any
};

// Runs `command` in the sandbox. Its environment is Command::environment, PATH, and a HOME that is discarded
// afterwards. Throws InfrastructureError when bubblewrap itself fails.
SandboxFinished run_in_sandbox(const Sandbox& sandbox, const Enclosure& enclosure, const Command& command);

}  // namespace kbisect
