#include "tools/git_worktree.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "model/kernel/build_log.hpp"
#include "tools/git_command.hpp"
#include "tools/git_read.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// A git that was killed leaves its lock files behind, and every later git would fail because of them.
void remove_locks(const fs::path& git_directory) {
  std::vector<fs::path> locks;
  for (const auto& entry : fs::recursive_directory_iterator(git_directory)) {
    if (entry.path().extension() == ".lock" || entry.path().filename() == "locked")
      locks.push_back(entry.path());
  }
  for (const fs::path& lock : locks) remove_tree(lock);
}

}  // namespace

GitWorktree::GitWorktree(fs::path tree, fs::path path) : tree_(std::move(tree)), path_(std::move(path)) {}

Command GitWorktree::command(const std::vector<std::string>& arguments) const {
  return worktree_command(path_, arguments);
}

std::string GitWorktree::git(const std::vector<std::string>& arguments) const {
  return run_or_throw(command(arguments));
}

std::string GitWorktree::ref(const std::string& name) const {
  return or_infrastructure_error(or_infrastructure_error(GitReader::open_top(path_)).resolve(name));
}

bool GitWorktree::is_known() const {
  return fs::exists(path_ / ".git") && run(command({"rev-parse", "--absolute-git-dir"})).ok();
}

void GitWorktree::add(const std::string& commit) const {
  if (is_known()) return remove_locks(without_newline(git({"rev-parse", "--absolute-git-dir"})));
  // What is here without being a worktree was left by a killed run. --force twice makes git recreate a
  // worktree that is registered but missing or half made. Pruning would do that as well, but would also
  // forget the user's own worktrees on a disk that is not mounted at the moment.
  remove_tree(path_);
  run_or_throw(git_command(tree_, {"worktree", "add", "--force", "--force", "--quiet", "--detach",
                                   "--no-checkout", path_.string(), commit}));
}

void GitWorktree::checkout(const std::string& commit) const {
  git({"checkout", "--quiet", "--detach", "--force", commit});
  // Files that no index knows, left by a killed checkout or made by somebody else: a build would see them.
  git({"clean", "-ffdxq", "--exclude=.kbisect-*"});
}

void GitWorktree::require_checked_out(const std::string& commit) const {
  const std::string head = ref("HEAD");
  // Compares with the index, which includes applied patches.
  const std::string changes = git({"diff", "--name-only"});
  if (head == commit && changes.empty()) return;
  throw InfrastructureError(fmt::format("{} was changed by somebody else while {} was built there: {}",
                                        path_.string(), commit,
                                        head != commit ? "HEAD is " + head : without_newline(changes)));
}

Expected<void> GitWorktree::apply(const fs::path& patch) const {
  // --index, so that the next checkout removes files that the patch adds.
  const Finished finished = run(command({"apply", "--index", "--whitespace=nowarn", patch.string()}));
  if (finished.ok()) return {};
  // Exit code 1 means that the patch does not fit, unless a file could not be written; any other code is
  // trouble of git itself.
  if (const auto trouble = infrastructure_trouble(finished.err); trouble || finished.shell_status() != 1) {
    throw InfrastructureError(
        fmt::format("git apply {} failed ({}): {}", patch.string(), describe(finished.ending), finished.err));
  }
  return fail(first_line(finished.err));
}

std::optional<std::string> GitWorktree::tracked(const std::vector<std::string>& paths) const {
  std::vector<std::string> arguments{"ls-files", "--"};
  arguments.insert(arguments.end(), paths.begin(), paths.end());
  const std::string files = git(arguments);
  if (files.empty()) return std::nullopt;
  return first_line(files);
}

Expected<std::string> GitWorktree::revert(const std::string& culprit) const {
  // Without the user's signing key and recorded conflict resolutions, so that the commit is reproducible.
  Command reverting =
      command({"-c", "commit.gpgSign=false", "-c", "rerere.enabled=false", "revert", "--no-edit", culprit});
  commit_as_ourselves(reverting);
  const Finished finished = run(reverting);
  if (finished.ok()) return ref("HEAD");
  // Exit code 1 is a conflict, or that nothing is left to commit; any other code is trouble of git itself and
  // says nothing about the culprit.
  if (finished.shell_status() != 1) {
    throw InfrastructureError(fmt::format("`{}` failed ({}): {}", fmt::join(reverting.argv, " "),
                                          describe(finished.ending), finished.err));
  }
  std::string conflicts = git({"diff", "--name-only", "--diff-filter=U"});
  git({"reset", "--quiet", "--hard"});
  std::replace(conflicts.begin(), conflicts.end(), '\n', ' ');
  return fail(conflicts.empty() ? "there is nothing left of it to take back" : "conflicts in " + conflicts);
}

void GitWorktree::remove() const {
  // git does not remove one that its tree no longer knows, because somebody has made the tree anew.
  if (fs::exists(path_) && !is_known()) return remove_tree(path_);
  run_or_throw(git_command(tree_, {"worktree", "remove", "--force", "--force", path_.string()}));
}

}  // namespace kbisect
