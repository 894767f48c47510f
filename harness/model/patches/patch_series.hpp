// Patches in the order in which they are to be applied. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/patches/named_patch.hpp"
#include "model/patches/patch_mail.hpp"

namespace kbisect {

struct SeriesPatch {
  std::string name;   // "0001-fix.patch", "fix.mbx, mail 2", or the commit's id
  std::string title;  // its subject without brackets; for a diff without mail its name
  std::string text;
  bool is_mail = false;  // applied with git am; otherwise with git apply
  MailHeaders headers;
  std::string commit;  // its id if it comes from a branch; otherwise empty
};

struct PatchSeries {
  std::vector<SeriesPatch> patches;
  std::optional<MailHeaders> cover;
  std::string base_commit;  // of the mails' base-commit trailer; empty if they have none
  // The base is that commit with other patches on it, which the mails do not contain.
  bool has_prerequisites = false;
};

// Puts the patches in these files in order: by the numbers in their subjects, or as they come if they have
// none. Cover letters and replies are not patches. Fails naming the file if it contains no patch, one is
// missing or there twice, two versions are mixed, or a binary file is changed.
Expected<PatchSeries> series_of(const std::vector<NamedPatch>& files);

// "patch 2/3"
std::string patch_text(size_t number, size_t total);

}  // namespace kbisect
