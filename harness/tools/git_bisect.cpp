#include "tools/git_bisect.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "model/kernel/build_log.hpp"
#include "tools/git_command.hpp"
#include "tools/git_read.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// Exit code of git bisect when only skipped commits are left; its state is complete all the same.
constexpr int only_skipped_left = 2;

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

GitBisect::GitBisect(fs::path tree, fs::path worktree, Hunt hunt)
    : tree_(std::move(tree)), worktree_(std::move(worktree)), hunt_(hunt) {}

// The ceiling keeps git from using a repository that the cache folder itself may be in, should the worktree's
// .git be missing.
Command GitBisect::command(const std::vector<std::string>& arguments) const {
  Command command = git_command(worktree_, arguments);
  command.environment.emplace_back("GIT_CEILING_DIRECTORIES", fs::absolute(worktree_).parent_path());
  return command;
}

std::string GitBisect::git(const std::vector<std::string>& arguments) const {
  return run_or_throw(command(arguments));
}

void GitBisect::add_worktree(const std::string& commit) const {
  if (fs::exists(worktree_ / ".git")) {
    const Finished found = run(command({"rev-parse", "--absolute-git-dir"}));
    if (found.ok()) {
      remove_locks(without_newline(found.out));
      return;
    }
  }
  // What is here without being a worktree was left by a killed run. --force twice makes git recreate a
  // worktree that is registered but missing or half made. Pruning would do that as well, but would also
  // forget the user's own worktrees on a disk that is not mounted at the moment.
  remove_tree(worktree_);
  run_or_throw(git_command(tree_, {"worktree", "add", "--force", "--force", "--quiet", "--detach",
                                   "--no-checkout", worktree_.string(), commit}));
}

void GitBisect::checkout(const std::string& commit) const {
  git({"checkout", "--quiet", "--detach", "--force", commit});
  // Files that no index knows, left by a killed checkout or made by somebody else: a build would see them.
  git({"clean", "-ffdxq", "--exclude=.kbisect-*"});
}

void GitBisect::require_checked_out(const std::string& commit) const {
  const std::string head = ref("HEAD");
  // Compares with the index, which includes applied patches.
  const std::string changes = git({"diff", "--name-only"});
  if (head == commit && changes.empty()) return;
  throw InfrastructureError(fmt::format("{} was changed by somebody else while {} was built there: {}",
                                        worktree_.string(), commit,
                                        head != commit ? "HEAD is " + head : without_newline(changes)));
}

Expected<void> GitBisect::apply(const fs::path& patch) const {
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

std::optional<std::string> GitBisect::tracked(const std::vector<std::string>& paths) const {
  std::vector<std::string> arguments{"ls-files", "--"};
  arguments.insert(arguments.end(), paths.begin(), paths.end());
  const std::string files = git(arguments);
  if (files.empty()) return std::nullopt;
  return first_line(files);
}

Expected<std::string> GitBisect::revert(const std::string& culprit) const {
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

void GitBisect::remove_worktree() const {
  run_or_throw(git_command(tree_, {"worktree", "remove", "--force", "--force", worktree_.string()}));
}

void GitBisect::start(const std::string& old_end, const std::string& new_end) const {
  reset();
  std::vector<std::string> arguments{"bisect", "start", "--no-checkout"};
  // A regression uses the default terms, good and bad, which log and replay need not define.
  if (hunt_ == Hunt::fix)
    arguments.insert(arguments.end(), {"--term-old=" + old_term(hunt_), "--term-new=" + new_term(hunt_)});
  arguments.insert(arguments.end(), {new_end, old_end});
  git(arguments);
}

void GitBisect::tell(const std::string& commit, const Verdict& verdict) const {
  const Command telling = command({"bisect", git_term(verdict, hunt_), commit});
  const Finished finished = run(telling);
  if (!finished.ok() && finished.shell_status() != only_skipped_left) {
    throw InfrastructureError(fmt::format("`{}` failed ({}): {}", fmt::join(telling.argv, " "),
                                          describe(finished.ending), finished.err));
  }
}

std::string GitBisect::ref(const std::string& name) const {
  return or_infrastructure_error(or_infrastructure_error(GitReader::open_top(worktree_)).resolve(name));
}

std::string GitBisect::proposal() const {
  return ref("BISECT_HEAD");
}

std::string GitBisect::oldest_new() const {
  return ref("refs/bisect/" + new_term(hunt_));
}

std::string GitBisect::log() const {
  return git({"bisect", "log"});
}

void GitBisect::reset() const {
  // git bisect reset checks out files unless there is a BISECT_HEAD, which the half-made state of a killed
  // git lacks.
  git({"update-ref", "--no-deref", "BISECT_HEAD", "HEAD"});
  git({"bisect", "reset", "HEAD"});
}

}  // namespace kbisect
