// Search profiles that `kbisect slim` has found, kept for later runs with the same question. A run that uses
// one tests both ends with it anew, so nothing depends on what is kept here being right.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/places.hpp"
#include "model/campaign.hpp"
#include "model/profile.hpp"

namespace kbisect {

class SearchProfiles {
 public:
  explicit SearchProfiles(const Places& places) : folder_(places.cache / "search-profiles") {}

  // The question: the campaign's architecture, guest test (by the digest of `own_test`, where it is the
  // user's own) and symptom, and its whole profile. Where what is kept cannot be read there is none.
  std::optional<Profile> find(const Campaign& campaign, const std::string& own_test,
                              const Profile& whole) const;
  // Says where. Throws InfrastructureError.
  std::filesystem::path keep(const Campaign& campaign, const std::string& own_test, const Profile& whole,
                             const Profile& slim) const;

 private:
  std::filesystem::path file(const Campaign& campaign, const std::string& own_test,
                             const Profile& whole) const;
  std::filesystem::path folder_;
};

}  // namespace kbisect
