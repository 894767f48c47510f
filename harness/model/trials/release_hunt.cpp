#include "model/trials/release_hunt.hpp"

#include <nlohmann/json.hpp>

namespace kbisect {

ExitCode exit_code(const ReleaseHunt& hunt) {
  if (hunt.good) return ExitCode::found;
  const bool first_is_good =
      !hunt.trials.results.empty() && std::holds_alternative<Good>(hunt.trials.results.front().verdict);
  return first_is_good ? ExitCode::ends_contradict : ExitCode::no_answer;
}

nlohmann::json to_json(const ReleaseHunt& hunt) {
  nlohmann::json document{{"first", hunt.first},
                          {"direction", hunt.direction == ReleaseDirection::back ? "back" : "forward"},
                          {"releases", hunt.releases},
                          {"ended", hunt.ended},
                          {"trials", table_json(hunt.trials)}};
  if (hunt.ended) document["exit_code"] = static_cast<int>(exit_code(hunt));
  if (hunt.good) document["bounds"] = {{"good", *hunt.good}, {"bad", hunt.bad}};
  return document;
}

}  // namespace kbisect
