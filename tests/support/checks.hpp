// What must hold for every run, whatever happened to it on the way.
#pragma once

#include <string>
#include <vector>

#include "support/world.hpp"

// Requires that the run found exactly this culprit and that the exit code tells whether it is proven.
void require_culprit(const World& world, const Ended& ended, int culprit);

// Requires a proven culprit 5, no repeated finished step, and nothing left behind: no process, no worktree,
// no held lock. Each kill may have cost one repeated commit at most.
void require_whole(const World& world, const Ended& ended, int kills);

// The same for a resumed run, given the commits that had been recorded and configured when it was stopped.
void require_resumed(const World& world, const Ended& resumed, const std::vector<int>& recorded_before,
                     const std::vector<int>& configured_before);

// Requires that everything recorded so far can be read; only the journal's last line may be torn.
void require_readable(const World& world);

// The verdicts of one `kbisect test` on the first commits of a world, one boot each: "good", "bad", or the
// reason of a skip.
std::vector<std::string> tested(const World& world, size_t commits);

struct ExpectedVerdict {
  std::string behaviour;
  std::string verdict;  // good, bad, or the reason of a skip
};

// Gives each behaviour to one commit of a world, and checks the verdicts of one `kbisect test` on them.
void check_verdicts(const std::vector<ExpectedVerdict>& rows);
