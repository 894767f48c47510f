// Kbuild's own records: for every target a file .TARGET.cmd with the command and, for a compiled one, each
// file that the compiler opened (kernel: scripts/Kbuild.include, scripts/basic/fixdep.c). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The files of the tree that a record names, from its top, one of them perhaps more than once. `source` is
// what the build called the top of the tree, such as "..".
std::vector<std::string> files_named_in(std::string_view text, std::string_view source);

// The object that a record is of, "fs/super.o", where a compiler or an assembler made it for the kernel:
// nothing for archives, objects that are linked of others, host tools. `path` is the record's own, from the
// top of the build directory.
std::optional<std::string> compiled_object(std::string_view path, std::string_view text);

}  // namespace kbisect
