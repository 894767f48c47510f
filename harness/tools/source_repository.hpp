// Source trees that are no git's, as commits of a bare repository of ours: from there on they are checked
// out, patched and watched over as any other commit. The same files make the same commit.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace kbisect {

// Why this folder is no source tree that can be taken: no kernel's, git's own, or built in (Kbuild refuses to
// build out of such a tree, and a stale object in it could be taken for a source).
Expected<void> check_source_folder(const std::filesystem::path& folder);

// Why this file is no tarball. What is in it shows only when it is read.
Expected<void> check_source_tarball(const std::filesystem::path& tarball);

class SourceRepository {
 public:
  // Nobody else may be at work in it.
  explicit SourceRepository(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // The commit with the folder's files as they are now. Reads all of them, writes none.
  std::string add_folder(const std::filesystem::path& folder) const;
  // The commit with the tarball's files; one that was added before is not read again, beyond its digest.
  // Throws UsageError where it is cut short or holds no kernel.
  std::string add_tarball(const std::filesystem::path& tarball) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace kbisect
