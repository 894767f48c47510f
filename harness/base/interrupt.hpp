// SIGINT (Ctrl-C) and SIGTERM as a flag that long-running work polls; run() of base/subprocess.hpp does so
// ten times a second.
#pragma once

namespace kbisect::interrupt {

// Handles SIGINT and SIGTERM, and ignores SIGPIPE, for the rest of the process. A second SIGINT kills the
// process at once.
void install();

// True once one of the two signals has arrived; it is never reset.
bool requested();

// Throws Interrupted if requested().
void check();

}  // namespace kbisect::interrupt
