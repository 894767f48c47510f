// Reads a git repository through libgit2 and never writes to it. Ids are full commit ids (40 hexadecimal
// characters). Functions that do not return Expected throw InfrastructureError when an object is missing or
// cannot be read.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "model/commit.hpp"
#include "model/kernel/build_inputs.hpp"
#include "model/search/graph.hpp"

struct git_repository;

namespace kbisect {

class GitReader {
 public:
  // `tree` is a work tree, a bare repository, or any folder inside one.
  static Expected<GitReader> open(const std::filesystem::path& tree);
  // Fails instead of opening a repository that `tree` only lies in.
  static Expected<GitReader> open_top(const std::filesystem::path& tree);

  // The absolute path of the repository's common .git directory, which all its worktrees share.
  std::filesystem::path common_directory() const;
  // Whether its history is cut off (git-clone(1), --depth).
  bool is_shallow() const;

  // The id of the commit that a revision (gitrevisions(7)) names, tags peeled. The error names the revision.
  Expected<std::string> resolve(const std::string& revision) const;
  Commit commit(const std::string& id) const;
  // The committer date, which may be years after the author date: UTC, 2024-01-09T15:04:05Z.
  std::string committed(const std::string& id) const;
  std::string message(const std::string& id) const;
  // The change against the first parent, as a patch for git apply.
  std::string patch_of(const std::string& id) const;
  // The reverse of patch_of(): a patch that undoes the commit.
  std::string reverse_patch_of(const std::string& id) const;
  // The content of a file in the commit; empty if there is no file of that path.
  std::optional<std::string> file(const std::string& id, const std::string& path) const;

  // Whether the commit has such a file or folder. Reads no file, so it works in a clone without blobs.
  bool has(const std::string& id, const std::string& path) const;

  // True if `is_wanted` accepts any file that differs from the commit's `parent`-th parent (from 0; a root
  // commit is compared with nothing). It is called until it returns true. A renamed file appears as one
  // deleted and one added.
  bool changes_any(const std::string& id, size_t parent,
                   const std::function<bool(const FileChange&)>& is_wanted) const;

  // True if any wanted file of a merge differs from that file in each of its parents.
  bool makes_any(const std::string& merge, const std::function<bool(const FileChange&)>& is_wanted) const;

  // A commit is its own ancestor.
  bool is_ancestor(const std::string& ancestor, const std::string& descendant) const;
  // The best common ancestor; empty if the two have none.
  std::optional<std::string> merge_base(const std::string& one, const std::string& other) const;

  // The commits reachable from `new_end` and not from `old_end`, parents first.
  CandidateGraph candidates(const std::string& old_end, const std::string& new_end) const;

 private:
  static Expected<GitReader> open_with(const std::filesystem::path& tree, unsigned flags);
  std::string patch_text(const std::string& id, unsigned flags) const;
  explicit GitReader(std::shared_ptr<git_repository> repository) : repository_(std::move(repository)) {}
  std::shared_ptr<git_repository> repository_;
};

}  // namespace kbisect
