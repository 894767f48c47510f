// What a kernel build's output says, line by line. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kbisect {

// The first line that says why the build failed: a compiler's or linker's error, else make's own ("*** ..."),
// else the last line; without leading blanks.
std::string first_build_error(std::string_view log);

// The same but for its numbers: what stands above an error moves its line.
bool is_same_error(std::string_view one, std::string_view other);

// The object that make was at when it failed, below the build directory ("fs/ext4/super.o"); empty where it
// names none, or none that could be made alone (vmlinux.o).
std::string failed_object(std::string_view log);

// The same of a configuration, where Kconfig's own error comes before make's complaint about it.
std::string first_config_error(std::string_view log);

// What a build was kept from on purpose.
struct Confinement {
  bool read_only = false;  // from writing anywhere but where it is meant to
  bool limited = false;    // from memory and processes beyond a limit of each process, which leaves no trace
  bool at_limit = false;   // the same by a limit of all together, which it has run against: some were killed
};

// The machine's fault, not the commit's: disk full, out of memory, a tool killed or not installed. The line
// that says so; a line that the confinement explains is none.
std::optional<std::string> infrastructure_trouble(std::string_view log, const Confinement& confinement = {});

// Follows the output of make as it comes, in any pieces.
class BuildProgress {
 public:
  void feed(std::string_view piece);
  // Objects compiled so far: lines "  CC ...", "  AS ..." and "  HOSTCC ...".
  int objects() const { return objects_; }
  // What make was last seen doing: "CC fs/ext4/super.o".
  const std::string& current() const { return current_; }

 private:
  std::string partial_;
  int objects_ = 0;
  std::string current_;
};

}  // namespace kbisect
