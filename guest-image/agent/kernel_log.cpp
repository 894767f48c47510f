#include "agent/kernel_log.hpp"

#include <string>

#include "agent/descriptor.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {

void log_line(std::string_view text) {
  std::string line(protocol::log_prefix);
  line += text;
  line += '\n';
  // Opened anew for each line, because the kernel rate-limits /dev/kmsg per open file.
  Descriptor log;
  if (log.open("/dev/kmsg", O_WRONLY).ok() && write_all(log.get(), "<5>" + line).ok()) return;
  write_all(STDERR_FILENO, line);
}

}  // namespace kbisect::guest
