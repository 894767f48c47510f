#include "engine/run/search_profiles.hpp"

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "model/json_text.hpp"
#include "model/symptom.hpp"

namespace kbisect {

std::filesystem::path SearchProfiles::file(const Campaign& campaign, const std::string& own_test,
                                           const Profile& whole) const {
  const nlohmann::json question{{"arch", campaign.arch},
                                {"test", own_test.empty() ? campaign.test : own_test},
                                {"symptom", to_json(campaign.symptom.hunted)},
                                {"profile", whole.digest}};
  return folder_ / (sha256(question.dump()) + ".json");
}

std::optional<Profile> SearchProfiles::find(const Campaign& campaign, const std::string& own_test,
                                            const Profile& whole) const {
  const auto text = read_file(file(campaign, own_test, whole));
  if (!text) return std::nullopt;
  auto profile = parse_json(*text).and_then(profile_from_json);
  return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

std::filesystem::path SearchProfiles::keep(const Campaign& campaign, const std::string& own_test,
                                           const Profile& whole, const Profile& slim) const {
  make_directories(folder_);
  std::filesystem::path path = file(campaign, own_test, whole);
  write_atomically(path, json_file(to_json(slim)));
  return path;
}

}  // namespace kbisect
