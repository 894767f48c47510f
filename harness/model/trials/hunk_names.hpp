// The names in the hunks of a patch (diff -u, as git writes it). Other code that has to do with the patch
// uses the same names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct HunkNames {
  std::vector<std::string> files;  // changed files by their new paths, without removed ones
  // Identifiers in C and assembly that one side of the hunks has more often than the other, without keywords
  // and words of one or two letters. Added ones come first, then removed ones, each in order of appearance.
  std::vector<std::string> identifiers;
  // CONFIG_X in any file, found in the same way, and the symbols that Kconfig files declare.
  std::vector<std::string> symbols;
};

// Accepts any text; text that is not a patch gives no names.
HunkNames names_in_hunks(std::string_view patch);

}  // namespace kbisect
