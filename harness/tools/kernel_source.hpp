// Whether something is a kernel's source that can be built from.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// Fails with the reason why this folder cannot be taken: it is not a kernel's source, it is a git tree, or it
// has been built in (Kbuild refuses to build from such a tree, and a stale object in it could be taken for a
// source file).
Expected<void> check_source_folder(const std::filesystem::path& folder);

// Fails if the commit, named by its full id, does not hold a kernel's source.
Expected<void> check_source_commit(const GitReader& git, const std::string& id);

// Checks the files of a tarball as they come, by their paths below its top folder.
class SourceTarballCheck {
 public:
  explicit SourceTarballCheck(std::filesystem::path tarball) : tarball_(std::move(tarball)) {}
  // Throws UsageError when a file shows that the tree has been built in.
  void file(const std::string& path);
  // After the last one. Throws UsageError when there was no kernel's source.
  void finish() const;

 private:
  std::filesystem::path tarball_;
  bool is_kernel_ = false;
};

}  // namespace kbisect
