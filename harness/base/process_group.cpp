#include "base/process_group.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace kbisect {
namespace {

// Parses /proc/PID/stat (proc(5)): the process id, the name in parentheses, which may contain any character,
// then state, parent and process group.
bool runs_in(pid_t group, const std::filesystem::path& process) {
  std::ifstream file(process / "stat");
  std::string stat;
  // Not just one line: the name may contain line feeds. Nothing is read if the process has ended meanwhile.
  std::getline(file, stat, '\0');
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream fields(stat.substr(name_end + 1));
  char state = 0;
  pid_t parent = 0;
  pid_t own_group = 0;
  return fields >> state >> parent >> own_group && own_group == group && state != 'Z' && state != 'X';
}

}  // namespace

void signal_group(pid_t group, int signal) {
  if (group > 1) ::killpg(group, signal);
}

bool is_alive(pid_t group) {
  if (group <= 1 || ::killpg(group, 0) != 0) return false;
  std::error_code ignored;
  auto entry = std::filesystem::directory_iterator("/proc", ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    if (runs_in(group, entry->path())) return true;
  }
  return false;
}

pid_t launched_group(pid_t launcher) {
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", launcher));
  pid_t child = 0;
  return children >> child && ::getpgid(child) == child ? child : launcher;
}

}  // namespace kbisect
