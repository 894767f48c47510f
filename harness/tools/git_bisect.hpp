// Runs git bisect in a worktree of ours (git-bisect(1)). The state lives in that worktree's own git
// directory, so the user's own bisection is never touched. Every function throws InfrastructureError when git
// fails.
#pragma once

#include <string>

#include "model/hunt.hpp"
#include "tools/git_worktree.hpp"

namespace kbisect {

class GitBisect {
 public:
  // `hunt` selects the bisection's terms.
  explicit GitBisect(GitWorktree worktree, Hunt hunt = Hunt::regression);

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

 private:
  // Ends the bisection without touching files or moving HEAD.
  void reset() const;

  GitWorktree worktree_;
  Hunt hunt_;
};

}  // namespace kbisect
