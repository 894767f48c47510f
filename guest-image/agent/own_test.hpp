// The user's own test: any program, whose exit code or KTAP is its result. What they mean is the host's to
// say.
#pragma once

namespace kbisect::guest {

// Runs protocol::own_test_path with an empty standard input in /tmp, and writes KTAP to `descriptor`: one
// case (protocol::own_case) with what the program put out and how it ended. Of more than 256 KiB of output
// the rest is left out, as is what a line has beyond 4,096 bytes. Processes that the program leaves behind
// are not waited for.
void run_own_test(int descriptor);

}  // namespace kbisect::guest
