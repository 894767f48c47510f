// Stores source trees that are not under git as commits of a bare repository of ours, so that they can be
// checked out, patched and built like any other commit. The same files give the same commit id.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace kbisect {

// Fails if this file is not a tarball. Whether it holds a kernel is known only after reading all of it.
Expected<void> check_source_tarball(const std::filesystem::path& tarball);

class SourceRepository {
 public:
  // `directory` is created by the first import. The caller must be the only user of it.
  explicit SourceRepository(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Returns the commit with the folder's present files; reads all of them and changes none. Throws
  // InfrastructureError when one cannot be read.
  std::string add_folder(const std::filesystem::path& folder) const;
  // Returns the commit with the tarball's files. A tarball that was added before is only hashed, not read
  // again. Throws UsageError when it is cut short or holds no kernel.
  std::string add_tarball(const std::filesystem::path& tarball) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace kbisect
