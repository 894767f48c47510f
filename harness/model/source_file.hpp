// A file of a source tree, as tarballs and git hold it.
#pragma once

#include <string>

namespace kbisect {

enum class FileMode { regular, executable, symlink };

struct SourceFile {
  std::string path;  // below the tree's root
  FileMode mode = FileMode::regular;
  std::string bytes;  // of a symlink, where it points
};

}  // namespace kbisect
