// A linked worktree of the user's repository (git-worktree(1)), in which commits are checked out, patched and
// reverted: the user's own files, HEAD, branches and index are never touched. Decisions rest on refs, exit
// codes and documented output; git's messages are searched only for trouble of the machine. Every function
// throws InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/subprocess.hpp"

namespace kbisect {

class GitWorktree {
 public:
  // `tree` is the user's repository; `path` need not exist yet.
  GitWorktree(std::filesystem::path tree, std::filesystem::path path);

  // Creates the worktree, HEAD detached at `commit`, no files checked out. An existing one stays as a stopped
  // run left it, except that stale locks are removed: nobody else may be using it.
  void add(const std::string& commit) const;
  // Checks out exactly the files of `commit`: anything else is deleted, except our own .kbisect-* at any
  // depth.
  void checkout(const std::string& commit) const;
  // Applies a patch (an absolute path) to files and index, until the next checkout(). Fails with git's reason
  // if the patch does not fit.
  Expected<void> apply(const std::filesystem::path& patch) const;
  // A file of the index, which includes applied patches, that has one of these names or lies below it.
  std::optional<std::string> tracked(const std::vector<std::string>& paths) const;
  // Throws InfrastructureError if HEAD is not `commit`, or if tracked files differ from what was checked out
  // and applied: then the build is not of that commit.
  void require_checked_out(const std::string& commit) const;
  // Reverts `culprit` on what is checked out, in a commit that no ref names and whose dates are fixed so that
  // a repetition gives the same id. Returns that id, or fails with git's reason (conflicts) and leaves the
  // checkout as it was. `culprit` must not be a merge, and no patch may be applied.
  Expected<std::string> revert(const std::string& culprit) const;
  // A bisection in it is gone with it.
  void remove() const;

  // --- for what else is done there (git_bisect.hpp) ---

  Command command(const std::vector<std::string>& arguments) const;
  // Runs the command, and returns what it prints.
  std::string git(const std::vector<std::string>& arguments) const;
  // The full id of what a ref or a pseudoref of the worktree points at.
  std::string ref(const std::string& name) const;

 private:
  // Whether git takes what is at the path for a worktree.
  bool is_known() const;

  std::filesystem::path tree_;
  std::filesystem::path path_;
};

}  // namespace kbisect
