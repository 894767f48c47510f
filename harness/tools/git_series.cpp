#include "tools/git_series.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "model/kernel/build_log.hpp"
#include "model/printable.hpp"
#include "tools/git_command.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// The first line of git's messages. It may quote the author of the patch, so it is made printable and cut.
std::string complaint(const std::string& err) {
  constexpr size_t enough = 500;
  return without_controls(first_line(err)).substr(0, enough);
}

// Deletes a folder at the end of the scope. It starts no process, since none can be started once we are
// interrupted.
class Leftover {
 public:
  explicit Leftover(const fs::path& path) : path_(path) {}
  ~Leftover() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;

 private:
  const fs::path& path_;
};

// Throws InfrastructureError if the failure is not the patch's fault: git was killed, or the machine is in
// trouble.
void require_git_could(const std::string& what, const Finished& finished) {
  const bool was_killed = !std::holds_alternative<Exited>(finished.ending);
  if (!was_killed && !infrastructure_trouble(finished.err)) return;
  throw InfrastructureError(
      fmt::format("git {} failed ({}): {}", what, describe(finished.ending), finished.err));
}

}  // namespace

GitSeries::GitSeries(fs::path worktree) : worktree_(std::move(worktree)) {
  in_progress_ = fs::path(without_newline(git({"rev-parse", "--absolute-git-dir"}))) / "rebase-apply";
  // Left behind by a git am that was killed.
  remove_tree(in_progress_);
}

Command GitSeries::command(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{"-c", "commit.gpgSign=false",   "-c", "apply.ignoreWhitespace=no",
                               "-c", "rerere.enabled=false",   "-c", "i18n.commitEncoding=UTF-8",
                               "-c", "apply.whitespace=nowarn"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  Command command = worktree_command(worktree_, all);
  commit_as_ourselves(command);
  return command;
}

std::string GitSeries::git(const std::vector<std::string>& arguments) const {
  return run_or_throw(command(arguments));
}

std::string GitSeries::head() const {
  return without_newline(git({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}));
}

std::string GitSeries::why_not(const fs::path& patch, const std::string& otherwise) const {
  if (!fs::exists(patch)) return complaint(otherwise);
  const Finished checked = run(command({"apply", "--index", "--check", patch.string()}));
  require_git_could("apply --check", checked);
  return complaint(checked.ok() ? otherwise : checked.err);
}

Expected<std::string> GitSeries::apply_mail(const fs::path& mail) const {
  auto applied = try_mail(mail, "nowarn");
  if (applied) return applied;
  // What an encoded mail holds may have the line ends of other systems, as base64 of text is meant to have.
  if (auto without = try_mail(mail, "strip")) return without;
  return applied;
}

Expected<std::string> GitSeries::try_mail(const fs::path& mail, const std::string& quoted_cr) const {
  const Leftover leftover(in_progress_);
  const Finished finished =
      run(command({"-c", "mailinfo.quotedCr=" + quoted_cr, "am", "--quiet", "--patch-format=mbox",
                   "--no-3way", "--no-keep-cr", "--no-scissors", "--no-message-id", "--no-signoff",
                   "--no-gpg-sign", "--no-rerere-autoupdate", "--whitespace=nowarn", mail.string()}));
  if (finished.ok()) return head();
  require_git_could("am", finished);
  std::string why = why_not(in_progress_ / "patch", finished.err);
  git({"reset", "--quiet", "--hard"});
  return fail(std::move(why));
}

Expected<std::string> GitSeries::apply_diff(const fs::path& diff, const std::string& title) const {
  const Finished finished = run(command({"apply", "--index", "--whitespace=nowarn", diff.string()}));
  if (!finished.ok()) {
    require_git_could("apply", finished);
    return fail(complaint(finished.err));
  }
  git({"commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "-m", title});
  return head();
}

}  // namespace kbisect
