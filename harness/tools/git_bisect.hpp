// Runs git bisect in a linked worktree of the user's repository (git-bisect(1), git-worktree(1)). The state
// lives in that worktree's own git directory, so the user's HEAD, branches, index and own bisection are never
// touched. Decisions rest on refs, exit codes and documented output; git's messages are searched only for
// trouble of the machine. Every function throws InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/subprocess.hpp"
#include "model/hunt.hpp"

namespace kbisect {

class GitBisect {
 public:
  // `tree` is the user's repository; `worktree` need not exist yet; `hunt` selects the bisection's terms.
  GitBisect(std::filesystem::path tree, std::filesystem::path worktree, Hunt hunt = Hunt::regression);

  // Creates the worktree, HEAD detached at `commit`, no files checked out. An existing one stays as a stopped
  // run left it, except that stale locks are removed: nobody else may be using it.
  void add_worktree(const std::string& commit) const;
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
  // Its bisection is gone with it.
  void remove_worktree() const;

  // Discards any earlier bisection and starts one between two tested ends, without touching files
  // (--no-checkout).
  void start(const std::string& old_end, const std::string& new_end) const;
  // Marks `commit` as its verdict says; a skip is `git bisect skip`.
  void tell(const std::string& commit, const Verdict& verdict) const;
  // The commit that git would test next (BISECT_HEAD). Meaningless once the culprit is found or only skipped
  // commits are left.
  std::string proposal() const;
  // The commit of refs/bisect/bad, or of its equivalent in the terms of the hunt.
  std::string oldest_new() const;
  // The log in the form that `git bisect replay` takes.
  std::string log() const;

  const std::filesystem::path& worktree() const { return worktree_; }

 private:
  // Ends the bisection without touching files or moving HEAD.
  void reset() const;
  Command command(const std::vector<std::string>& arguments) const;
  std::string git(const std::vector<std::string>& arguments) const;
  std::string ref(const std::string& name) const;

  std::filesystem::path tree_;
  std::filesystem::path worktree_;
  Hunt hunt_;
};

}  // namespace kbisect
