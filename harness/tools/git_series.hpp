// Commits patches on top of each other in a worktree of ours (git-am(1), git-apply(1)). The user's
// configuration, hooks, keys and name have no influence: the same patches on the same commit give the same
// commit ids. No ref names the commits. Every function throws InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/subprocess.hpp"

namespace kbisect {

class GitSeries {
 public:
  // `worktree` has the commit checked out to which the first patch applies. A git am that a killed run left
  // in progress there is discarded.
  explicit GitSeries(std::filesystem::path worktree);

  // Commits a patch in mail format (an absolute path). Returns the new commit's id, or fails with git's
  // reason and leaves the worktree as it was. However it ends, no git am is left in progress.
  Expected<std::string> apply_mail(const std::filesystem::path& mail) const;
  // Commits a plain diff (an absolute path) in the same way, with `title` as the commit message.
  Expected<std::string> apply_diff(const std::filesystem::path& diff, const std::string& title) const;

 private:
  // `quoted_cr`: what becomes of a carriage return at the end of a line that was encoded (git-mailinfo(1)).
  Expected<std::string> try_mail(const std::filesystem::path& mail, const std::string& quoted_cr) const;
  Command command(const std::vector<std::string>& arguments) const;
  std::string git(const std::vector<std::string>& arguments) const;
  std::string why_not(const std::filesystem::path& patch, const std::string& otherwise) const;
  std::string head() const;

  std::filesystem::path worktree_;
  std::filesystem::path in_progress_;  // where git am keeps its state
};

}  // namespace kbisect
