// The patches that a verification was asked for: out of files, or off a branch.
#pragma once

#include <string>
#include <vector>

#include "model/campaign.hpp"
#include "model/patch_series.hpp"

namespace kbisect {

// What the command line says.
struct SeriesRequest {
  std::vector<std::string> files;  // patches, mboxes, or folders of them
  std::string branch;              // a revision of the campaign's tree; instead of files
  std::string base;                // a source of `kbisect test`; empty: what the series says itself
};

// Throws UsageError naming what is wrong with the request or a file, before anything is started. Of files,
// those that a folder holds are taken by their names: *.patch, *.diff, *.eml, *.mbx, *.mbox.
PatchSeries read_series(const SeriesRequest& request, const Campaign& campaign);

}  // namespace kbisect
