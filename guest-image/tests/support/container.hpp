// Puts a test into the equivalent of a privileged container (namespaces(7), pivot_root(2)): its own mount,
// PID, IPC, UTS and cgroup namespaces, a root from which the old one cannot be reached, and all capabilities.
#pragma once

#include "agent/test.hpp"

namespace kbisect::guest {

// A case: the cases after it run in the container, as its PID 1. Skips itself and those if the kernel lacks
// one of the namespaces; ends the test if the container cannot be set up.
void enter_container(Steps& steps);

}  // namespace kbisect::guest
