// Search profiles that `kbisect slim` has found, kept for later runs with the same question. A run that uses
// one tests both ends with it again, so no answer depends on the kept profile being right.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/places.hpp"
#include "model/campaign.hpp"
#include "model/kernel/profile.hpp"

namespace kbisect {

class SearchProfiles {
 public:
  explicit SearchProfiles(const Places& places) : folder_(places.search_profiles()) {}

  // The question is the campaign's architecture, guest test, hunted symptom and full profile (`whole`).
  // `own_test` is the digest of the user's own test, else empty. A file that cannot be read counts as none.
  std::optional<Profile> find(const Campaign& campaign, const std::string& own_test,
                              const Profile& whole) const;
  // Returns the path of the file. Throws InfrastructureError.
  std::filesystem::path keep(const Campaign& campaign, const std::string& own_test, const Profile& whole,
                             const Profile& slim) const;

 private:
  std::filesystem::path file(const Campaign& campaign, const std::string& own_test,
                             const Profile& whole) const;
  std::filesystem::path folder_;
};

}  // namespace kbisect
