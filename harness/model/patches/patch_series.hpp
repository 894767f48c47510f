// Patches in the order in which they are to be applied. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/patches/patch_mail.hpp"
#include "model/variant.hpp"

namespace kbisect {

struct SeriesPatch {
  std::string name;   // "0001-fix.patch", "fix.mbx, mail 2", or the commit it is
  std::string title;  // of its subject; of a diff without mail its name
  std::string text;
  bool is_mail = false;  // for git am; else for git apply
  MailHeaders headers;
  std::string commit;  // what it is already, where it comes from a branch; else empty
};

struct PatchSeries {
  std::vector<SeriesPatch> patches;
  std::optional<MailHeaders> cover;
  std::string base_commit;  // as the mails say it; empty where they do not
};

// From the files that hold it, in any order where their subjects number them, else as they come. Cover
// letters and replies are no patches. Fails naming the file, where there is no patch, one is missing or
// there twice, two versions are mixed, or a file that is no text is changed.
Expected<PatchSeries> series_of(const std::vector<NamedPatch>& files);

// "patch 2/3"
std::string patch_text(size_t number, size_t total);

}  // namespace kbisect
