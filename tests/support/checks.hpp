// What every run must come to, whatever has befallen it on its way.
#pragma once

#include <vector>

#include "support/world.hpp"

// The culprit is found, it is this one, and the exit code says whether it is proven.
void require_culprit(const World& world, const Ended& ended, int culprit);

// Ends at culprit 5, with no commit's finished step made again and nothing of ours left: no process, no
// worktree, no lock that is held. Each kill may have cost the commit that was under way, and nothing else.
void require_whole(const World& world, const Ended& ended, int kills);

// The same for a run that was stopped when these commits had been recorded and those configured.
void require_resumed(const World& world, const Ended& resumed, const std::vector<int>& recorded_before,
                     const std::vector<int>& configured_before);

// Whatever is recorded so far can be read; of the journal all but a last line that was cut.
void require_readable(const World& world);
