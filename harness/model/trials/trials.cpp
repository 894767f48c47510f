#include "model/trials/trials.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kbisect {

ExitCode exit_code(const TrialsResult& result) {
  const bool all_judged = std::none_of(result.results.begin(), result.results.end(),
                                       [](const TrialResult& one) { return is_skip(one.verdict); });
  return all_judged ? ExitCode::found : ExitCode::no_answer;
}

nlohmann::json to_json(const TrialsHeader& header) {
  nlohmann::json document{{"began", header.began},
                          {"kbisect_version", header.kbisect_version},
                          {"campaign", to_json(header.campaign)},
                          {"profile_digest", header.profile_digest},
                          {"initramfs_digests", header.initramfs_digests}};
  document.update(to_json(header.machine));
  return document;
}

nlohmann::json table_json(const TrialsResult& result) {
  nlohmann::json rows = nlohmann::json::array();
  for (const TrialResult& one : result.results) rows.push_back(to_json(one));
  return {{"run", to_json(result.header)},
          {"planned", result.planned},
          {"rows", std::move(rows)},
          {"seconds", result.seconds}};
}

nlohmann::json to_json(const TrialsResult& result) {
  nlohmann::json document = table_json(result);
  document["schema"] = 1;
  if (result.ended) document["exit_code"] = static_cast<int>(exit_code(result));
  return document;
}

}  // namespace kbisect
