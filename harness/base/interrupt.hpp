// SIGINT (Ctrl-C), SIGTERM and SIGHUP (a closed terminal) as a flag that long-running work polls; run() of
// base/subprocess.hpp does so ten times a second.
#pragma once

namespace kbisect::interrupt {

// Handles these, SIGHUP unless nohup(1) has it ignored, and ignores SIGPIPE, for the rest of the process. A
// second SIGINT kills the process at once.
void install();

// True once one of the signals has arrived; it is never reset.
bool requested();

// Throws Interrupted if requested().
void check();

}  // namespace kbisect::interrupt
