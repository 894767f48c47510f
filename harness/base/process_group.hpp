// Process groups (setpgid(2)), identified by the id of their leader, which may already have ended. The ids 0
// and 1 are ignored: killpg(3) would take them for our own group and for every process there is.
#pragma once

#include <sys/types.h>

namespace kbisect {

// A group that no longer exists is no error.
void signal_group(pid_t group, int signal);

// True if any process of the group is running. A zombie does not count. Reads /proc.
bool is_alive(pid_t group);

// The process group that the first child of `launcher` leads; `launcher` itself if it has no such child yet.
pid_t launched_group(pid_t launcher);

}  // namespace kbisect
