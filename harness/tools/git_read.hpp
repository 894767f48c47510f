// Reads a git repository through libgit2; nothing here writes to it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "model/build_inputs.hpp"
#include "model/commit.hpp"
#include "model/graph.hpp"

struct git_repository;

namespace kbisect {

class GitReader {
 public:
  // `tree` is a work tree, a bare repository, or any folder inside one.
  static Expected<GitReader> open(const std::filesystem::path& tree);

  // The repository's common .git directory, absolute: the same for every worktree of it.
  std::filesystem::path common_directory() const;

  // The commit that a revision (gitrevisions(7)) names, tags peeled. The error names the revision.
  Expected<std::string> resolve(const std::string& revision) const;
  Commit commit(const std::string& id) const;
  // When it was committed, which may be years after it was written; UTC, 2024-01-09T15:04:05Z.
  std::string committed(const std::string& id) const;
  std::string message(const std::string& id) const;
  // What it changes against its first parent, as git apply takes it.
  std::string patch_of(const std::string& id) const;
  // The same backwards: takes it back.
  std::string reverse_patch_of(const std::string& id) const;
  // The bytes of a commit's file; nothing where it has none of that path.
  std::optional<std::string> file(const std::string& id, const std::string& path) const;

  // Whether any file that differs from the commit's `parent`-th parent, from 0, is one that is wanted; asked
  // until one is. A renamed file is one that goes and one that comes.
  bool changes_any(const std::string& id, size_t parent,
                   const std::function<bool(const FileChange&)>& is_wanted) const;

  // Whether a merge has any wanted file as none of its parents has it.
  bool makes_any(const std::string& merge, const std::function<bool(const FileChange&)>& is_wanted) const;

  bool is_ancestor(const std::string& ancestor, const std::string& descendant) const;
  // The best common ancestor, if there is any.
  std::optional<std::string> merge_base(const std::string& one, const std::string& other) const;

  CandidateGraph candidates(const std::string& old_end, const std::string& new_end) const;

 private:
  std::string patch_text(const std::string& id, unsigned flags) const;
  explicit GitReader(std::shared_ptr<git_repository> repository) : repository_(std::move(repository)) {}
  std::shared_ptr<git_repository> repository_;
};

}  // namespace kbisect
