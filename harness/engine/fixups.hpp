// From a campaign's fix-ups to what is applied.
#pragma once

#include <vector>

#include "model/campaign.hpp"
#include "model/fixup.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// Revisions resolved, patches read and checked by git apply. A commit without an `until` of its own is
// applied only where it is not contained. Throws UsageError naming the fix-up.
std::vector<Fixup> resolve_fixups(const Campaign& campaign, const GitReader& git);

// Those that this commit needs, by their ranges.
std::vector<Fixup> fixups_for(const std::string& commit, const std::vector<Fixup>& fixups,
                              const GitReader& git);

}  // namespace kbisect
