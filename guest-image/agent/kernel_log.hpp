// The kernel's own log, where the agent says what it cannot say over the results port, and marks what the
// kernel's lines belong to (protocol.hpp, log_prefix).
#pragma once

#include <string_view>

namespace kbisect::guest {

// One line; without /dev/kmsg it goes to the console. Never fails.
void log_line(std::string_view text);

}  // namespace kbisect::guest
