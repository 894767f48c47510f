// Ctrl-C and SIGTERM as a flag that long work looks at; subprocess.hpp does so ten times a second.
#pragma once

namespace kbisect::interrupt {

// Takes over SIGINT and SIGTERM, and ignores SIGPIPE, for the rest of the process. A second SIGINT kills at
// once.
void install();

bool requested();

// Throws Interrupted once a signal has come.
void check();

}  // namespace kbisect::interrupt
