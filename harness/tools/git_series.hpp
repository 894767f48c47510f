// Makes commits of patches in a worktree of ours, one on the other (git-am(1), git-apply(1)). What the user's
// configuration, hooks, keys and name would do to them is left out, so that the same patches on the same
// commit are the same commits. No ref names them. Every function throws InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/subprocess.hpp"

namespace kbisect {

class GitSeries {
 public:
  // `worktree` has the commit checked out that the first patch goes on.
  explicit GitSeries(std::filesystem::path worktree);

  // The new commit, or why git cannot, with the worktree as it was before. However it ends, nothing of git
  // am's is left in progress.
  Expected<std::string> apply_mail(const std::filesystem::path& mail) const;
  // The same of a diff without a mail; `title` is the commit's message.
  Expected<std::string> apply_diff(const std::filesystem::path& diff, const std::string& title) const;

 private:
  Command command(const std::vector<std::string>& arguments) const;
  std::string git(const std::vector<std::string>& arguments) const;
  std::string why_not(const std::filesystem::path& patch, const std::string& otherwise) const;
  std::string head() const;

  std::filesystem::path worktree_;
  std::filesystem::path in_progress_;  // where git am keeps its state
};

}  // namespace kbisect
