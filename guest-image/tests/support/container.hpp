// The shape of a privileged container, as a runtime makes it (namespaces(7), pivot_root(2)): own mount, PID,
// IPC, UTS and cgroup namespaces, a root of its own that the old one cannot be reached from, all
// capabilities.
#pragma once

#include "agent/test.hpp"

namespace kbisect::guest {

// A case of its own: what comes after it in the test runs in the container, as its PID 1. Skips the test
// where the kernel has not all of the namespaces, and ends it where the container cannot be made.
void enter_container(Steps& steps);

}  // namespace kbisect::guest
