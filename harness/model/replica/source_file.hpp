// A file of a source tree, as tarballs and git store it.
#pragma once

#include <string>

namespace kbisect {

enum class FileMode { regular, executable, symlink };

struct SourceFile {
  std::string path;  // relative to the root of the tree
  FileMode mode = FileMode::regular;
  std::string bytes;  // of a symlink: its target
};

}  // namespace kbisect
