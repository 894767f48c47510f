// What the hunks of a patch (diff -u, as git writes it) speak of: what else in the tree has to do with it
// names the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct HunkNames {
  std::vector<std::string> files;  // that it changes, by their paths after it, removed ones apart
  // Of C and assembly: those that one side of the hunks has more often than the other, keywords and words of
  // one or two letters apart. Those that come first, then those that go; in their order.
  std::vector<std::string> identifiers;
  // CONFIG_X of any file, found likewise, and of Kconfig files those that are declared.
  std::vector<std::string> symbols;
};

// Any text gives names, or none.
HunkNames names_in_hunks(std::string_view patch);

}  // namespace kbisect
