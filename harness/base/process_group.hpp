// Process groups (setpgid(2)), by the id of their leader, who may be gone. 0 and 1 are nobody's: signals go
// nowhere.
#pragma once

#include <sys/types.h>

namespace kbisect {

void signal_group(pid_t group, int signal);

// Whether any of its processes runs. One that has ended and that nobody has waited for yet does not.
bool is_alive(pid_t group);

// The group that the launcher's first child leads; the launcher's own where there is none yet.
pid_t launched_group(pid_t launcher);

}  // namespace kbisect
