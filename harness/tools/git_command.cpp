#include "tools/git_command.hpp"

namespace kbisect {

Command git_command(const std::filesystem::path& where, const std::vector<std::string>& arguments) {
  Command command{.argv = {"git", "-C", where.string(),
                           // The user's hooks and file system monitor are meant for the user's own work.
                           "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0",
                           "-c", "advice.detachedHead=false",
                           // A build needs the files that the user has left out of their checkout, too.
                           "-c", "core.sparseCheckout=false",
                           // In ms. The git of a killed kbisect may still be finishing on a slow disk for
                           // longer than git's default of one second or less.
                           "-c", "core.packedRefsTimeout=10000", "-c", "core.filesRefLockTimeout=10000",
                           // 0: as many checkout workers as there are processors.
                           "-c", "checkout.workers=0"},
                  .environment = {{"LC_ALL", "C"}, {"GIT_TERMINAL_PROMPT", "0"}, {"GIT_OPTIONAL_LOCKS", "0"}},
                  // A hook or an alias that calls us has these set, for another repository.
                  .unset = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR",
                            "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_NAMESPACE"}};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  return command;
}

Command worktree_command(const std::filesystem::path& worktree, const std::vector<std::string>& arguments) {
  Command command = git_command(worktree, arguments);
  command.environment.emplace_back("GIT_CEILING_DIRECTORIES",
                                   std::filesystem::absolute(worktree).parent_path());
  return command;
}

void commit_as_ourselves(Command& command) {
  constexpr const char* name = "kbisect";
  constexpr const char* address = "kbisect@kbisect.invalid";
  constexpr const char* any_day = "2000-01-01T00:00:00Z";
  command.environment.insert(command.environment.end(), {{"GIT_AUTHOR_NAME", name},
                                                         {"GIT_AUTHOR_EMAIL", address},
                                                         {"GIT_AUTHOR_DATE", any_day},
                                                         {"GIT_COMMITTER_NAME", name},
                                                         {"GIT_COMMITTER_EMAIL", address},
                                                         {"GIT_COMMITTER_DATE", any_day}});
}

}  // namespace kbisect
