// Resolves a campaign's fix-ups into the patches that are applied.
#pragma once

#include <vector>

#include "model/campaign.hpp"
#include "model/fixup.hpp"
#include "model/patches/named_patch.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

// Resolves revisions and reads the patches, which git apply must be able to parse. A fix-up that is a commit
// without `until` applies only where that commit is not contained. Throws UsageError naming the fix-up.
std::vector<Fixup> resolve_fixups(const Campaign& campaign, const GitReader& git);

// The same for a source without history: patches without a range. Throws UsageError naming any other fix-up.
std::vector<NamedPatch> fixups_without_history(const Campaign& campaign);

// The fix-ups whose range contains this commit.
std::vector<NamedPatch> fixups_for(const std::string& commit, const std::vector<Fixup>& fixups,
                                   const GitReader& git);

}  // namespace kbisect
