// Runs the user's own test: any program that reports by exit code or KTAP. The host decides what that means.
#pragma once

namespace kbisect::guest {

// Runs protocol::own_test_path in /tmp with an empty standard input and writes KTAP to `descriptor`: one case
// (protocol::own_case) with the program's output and how it ended. Drops output beyond 256 KiB, and the part
// of a line beyond 4,096 bytes. Does not wait for processes that the program leaves behind.
void run_own_test(int descriptor);

}  // namespace kbisect::guest
