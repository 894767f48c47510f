// Which Kconfig symbols decide whether an object is built, according to the tree's makefiles (kernel:
// Documentation/kbuild/makefiles.rst): "obj-$(CONFIG_EXT4_FS) += ext4/", "loop-$(CONFIG_X) += extra.o".
// Conditionals around lines are ignored, so an object may have more owners than are found.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kbisect {

class ConfigOwners {
 public:
  // `directory` is where the Makefile or Kbuild file is, relative to the top of the tree; empty for the top.
  void add_makefile(const std::string& directory, std::string_view text);

  // The symbols of every condition on the way from the top of the tree down to an object ("fs/ext4/super.o").
  std::set<std::string> owners(const std::string& object) const;

  // KBUILD_MODNAME of an object: "ext4" for "fs/ext4/super.o", which is a part of ext4.o. An object that is a
  // part of several modules has the first of their names.
  std::string module_of(const std::string& object) const;

 private:
  void add_line(const std::string& directory, std::string_view line);

  // Keyed by object, or by directory with a trailing slash.
  std::map<std::string, std::set<std::string>> symbols_;
  // Keyed by object; the values are the objects that it is linked into.
  std::map<std::string, std::set<std::string>> wholes_;
};

}  // namespace kbisect
