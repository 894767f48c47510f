// Which Kconfig symbols decide whether an object is built, as the tree's make files say (kernel:
// Documentation/kbuild/makefiles.rst): "obj-$(CONFIG_EXT4_FS) += ext4/", "loop-$(CONFIG_X) += extra.o".
// Conditions around lines are not looked at: an object may have fewer owners than it really has.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kbisect {

class ConfigOwners {
 public:
  // `directory` of the Makefile or Kbuild from the top of the tree; empty for the top.
  void add_makefile(const std::string& directory, std::string_view text);

  // CONFIG_X of every condition on the way from the top down to "fs/ext4/super.o".
  std::set<std::string> owners(const std::string& object) const;

  // KBUILD_MODNAME of "fs/ext4/super.o": "ext4", which has it for a part. One that is a part of several
  // modules has the first of their names.
  std::string module_of(const std::string& object) const;

 private:
  void add_line(const std::string& directory, std::string_view line);

  // By an object, or by a directory with a slash at its end.
  std::map<std::string, std::set<std::string>> symbols_;
  // An object, and those that it is linked into.
  std::map<std::string, std::set<std::string>> wholes_;
};

}  // namespace kbisect
