#include "tools/git_bisect.hpp"

#include <fmt/ranges.h>

#include <utility>

#include "base/error.hpp"

namespace kbisect {
namespace {

// Exit code of git bisect when only skipped commits are left; its state is complete all the same.
constexpr int only_skipped_left = 2;

}  // namespace

GitBisect::GitBisect(GitWorktree worktree, Hunt hunt) : worktree_(std::move(worktree)), hunt_(hunt) {}

void GitBisect::start(const std::string& old_end, const std::string& new_end) const {
  reset();
  std::vector<std::string> arguments{"bisect", "start", "--no-checkout"};
  // A regression uses the default terms, good and bad, which log and replay need not define.
  if (hunt_ == Hunt::fix)
    arguments.insert(arguments.end(), {"--term-old=" + old_term(hunt_), "--term-new=" + new_term(hunt_)});
  arguments.insert(arguments.end(), {new_end, old_end});
  worktree_.git(arguments);
}

void GitBisect::tell(const std::string& commit, const Verdict& verdict) const {
  const Command telling = worktree_.command({"bisect", git_term(verdict, hunt_), commit});
  const Finished finished = run(telling);
  if (!finished.ok() && finished.shell_status() != only_skipped_left) {
    throw InfrastructureError(fmt::format("`{}` failed ({}): {}", fmt::join(telling.argv, " "),
                                          describe(finished.ending), finished.err));
  }
}

std::string GitBisect::proposal() const {
  return worktree_.ref("BISECT_HEAD");
}

std::string GitBisect::oldest_new() const {
  return worktree_.ref("refs/bisect/" + new_term(hunt_));
}

std::string GitBisect::log() const {
  return worktree_.git({"bisect", "log"});
}

void GitBisect::reset() const {
  // git bisect reset checks out files unless there is a BISECT_HEAD, which the half-made state of a killed
  // git lacks.
  worktree_.git({"update-ref", "--no-deref", "BISECT_HEAD", "HEAD"});
  worktree_.git({"bisect", "reset", "HEAD"});
}

}  // namespace kbisect
