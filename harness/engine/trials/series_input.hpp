// Reads the patches to verify, from files or from a branch.
#pragma once

#include <string>
#include <vector>

#include "model/campaign.hpp"
#include "model/patches/patch_series.hpp"

namespace kbisect {

// What the command line asks for.
struct SeriesRequest {
  std::vector<std::string> files;  // patches, mboxes, or folders of them
  std::string branch;              // a revision of the campaign's tree, instead of files
  std::string base;                // as a source of `kbisect test`; empty: the files' own base-commit
};

// Of a folder, the files *.patch, *.diff, *.eml, *.mbx, *.mbox and *.cover are read, sorted by name. Throws
// UsageError naming what is wrong with the request or a file, before anything is started.
PatchSeries read_series(const SeriesRequest& request, const Campaign& campaign);

}  // namespace kbisect
