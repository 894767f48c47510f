// git bisect in a linked worktree of the user's repository (git-bisect(1), git-worktree(1)). Its state lives
// in that worktree's own git directory, so the user's HEAD, branches, index and their own bisect are never
// touched. Nothing here reads git's prose: only refs, exit codes and documented output. Every function throws
// InfrastructureError when git fails.
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
  // `tree` is the user's repository, `worktree` where ours is or will be. The hunt gives the terms.
  GitBisect(std::filesystem::path tree, std::filesystem::path worktree, Hunt hunt = Hunt::regression);

  // Makes the worktree, without files yet, its HEAD detached at `commit`. One that is there already is taken
  // over, with whatever state a stopped run has left it in; nobody else may be at work in it.
  void add_worktree(const std::string& commit) const;
  // The commit's files and no others, whatever was there; our own (.kbisect-*) stay.
  void checkout(const std::string& commit) const;
  // Changes what is checked out, until the next checkout. Why git cannot, where the patch does not fit.
  Expected<void> apply(const std::filesystem::path& patch) const;
  // Whether what is checked out and applied has a file of this name, or files below it.
  bool tracks(const std::string& path) const;
  // Throws when somebody else has changed since what was checked out and applied, so that what was built is
  // no commit's.
  void require_checked_out(const std::string& commit) const;
  // Takes `culprit` back on what is checked out, as a commit that no ref names; the same at every try. Its
  // id, or why git cannot (conflicts), with the checkout as it was.
  Expected<std::string> revert(const std::string& culprit) const;
  void remove_worktree() const;

  // Forgets any earlier state and starts between two tested ends, without touching files (--no-checkout).
  void start(const std::string& old_end, const std::string& new_end) const;
  // Tells git what was really tested.
  void tell(const std::string& commit, const Verdict& verdict) const;
  // The commit that git would test next: BISECT_HEAD. After the culprit is found, or with only skipped
  // commits left, it has no meaning.
  std::string proposal() const;
  // refs/bisect/bad, or what that is in the hunt's terms.
  std::string oldest_new() const;
  // What `git bisect replay` takes.
  std::string log() const;
  void reset() const;

  const std::filesystem::path& worktree() const { return worktree_; }

 private:
  Command command(const std::vector<std::string>& arguments) const;
  std::string git(const std::vector<std::string>& arguments) const;
  std::string ref(const std::string& name) const;

  std::filesystem::path tree_;
  std::filesystem::path worktree_;
  Hunt hunt_;
};

}  // namespace kbisect
