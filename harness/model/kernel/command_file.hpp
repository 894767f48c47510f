// Kbuild's own records: for every target a file .TARGET.cmd with the command and, if the target was compiled,
// every file that the compiler opened (kernel: scripts/Kbuild.include, scripts/basic/fixdep.c). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The files of the tree that a record names, relative to its top; a file may appear more than once. `source`
// is what the build called the top of the tree, such as "..".
std::vector<std::string> files_named_in(std::string_view text, std::string_view source);

// The config symbols ("CONFIG_X") that the record says its target depends on, some more than once: when one
// changes, the target is made again.
std::vector<std::string> symbols_named_in(std::string_view text);

// The object that a record describes, such as "fs/super.o", if a compiler or an assembler made it for the
// kernel. Nothing for archives, objects linked from others and host tools. `path` is that of the record,
// relative to the top of the build directory.
std::optional<std::string> compiled_object(std::string_view path, std::string_view text);

}  // namespace kbisect
