// Writes to the kernel log what the agent cannot say over the results port, and marks the step to which the
// kernel's next lines belong (protocol.hpp, log_prefix).
#pragma once

#include <string_view>

namespace kbisect::guest {

// Writes one line; if /dev/kmsg fails, to the console (stderr). Errors are ignored.
void log_line(std::string_view text);

}  // namespace kbisect::guest
