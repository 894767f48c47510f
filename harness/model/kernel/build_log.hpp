// What the output of a kernel build says, line by line. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kbisect {

// Why the build failed: the first error of a compiler or linker, else the first of make's own ("*** ..."),
// else the last line that is not blank. Surrounding blanks are removed.
std::string first_build_error(std::string_view log);

// Whether two errors are the same apart from digits: text that is added above an error changes its line
// number.
bool is_same_error(std::string_view one, std::string_view other);

// The object that make failed on, relative to the build directory ("fs/ext4/super.o"). Empty if the log names
// none, or only one that cannot be made by itself (vmlinux.o).
std::string failed_object(std::string_view log);

// Why configuring failed: Kconfig's own first error, else first_build_error(), or what a recipe said before
// make named no reason.
std::string first_config_error(std::string_view log);

// The restrictions that kbisect itself imposed on a build.
struct Confinement {
  bool read_only = false;  // writes were confined to the build's own directories
  bool limited = false;    // memory and processes were limited per process (setrlimit(2)), which leaves no
                           // trace when a limit is hit
  bool at_limit = false;   // the limit on all processes together was hit; some of them were killed
};

// Returns the line that says that the machine failed and not the commit: the disk is full, memory ran out, a
// tool was killed or is not installed. Lines that the confinement explains do not count.
std::optional<std::string> infrastructure_trouble(std::string_view log, const Confinement& confinement = {});

// Follows the output of make as it arrives, in pieces of any size.
class BuildProgress {
 public:
  void feed(std::string_view piece);
  // How many objects were compiled so far, by lines "  CC ...", "  AS ..." and "  HOSTCC ...".
  int objects() const { return objects_; }
  // The last action that make printed: "CC fs/ext4/super.o".
  const std::string& current() const { return current_; }

 private:
  std::string partial_;
  int objects_ = 0;
  std::string current_;
};

}  // namespace kbisect
