#include "model/trials/release_hunt.hpp"

#include <nlohmann/json.hpp>

namespace kbisect {
namespace {

// Of the release where the hunt began; null if it was not tested yet.
const Verdict* verdict_of_first(const ReleaseHunt& hunt) {
  return hunt.trials.results.empty() ? nullptr : &hunt.trials.results.front().verdict;
}

nlohmann::json outcome_json(const ReleaseHunt& hunt) {
  if (hunt.good) return {{"kind", "bounds-found"}, {"good", *hunt.good}, {"bad", hunt.bad}};
  const Verdict* first = verdict_of_first(hunt);
  if (first == nullptr || is_skip(*first)) return {{"kind", "first-not-judged"}};
  return {{"kind", std::holds_alternative<Bad>(*first) ? "no-good-release" : "first-not-bad"}};
}

}  // namespace

ExitCode exit_code(const ReleaseHunt& hunt) {
  if (hunt.good) return ExitCode::found;
  const Verdict* first = verdict_of_first(hunt);
  return first != nullptr && std::holds_alternative<Good>(*first) ? ExitCode::ends_contradict
                                                                  : ExitCode::no_answer;
}

nlohmann::json to_json(const ReleaseHunt& hunt) {
  nlohmann::json document = table_json(hunt.trials);
  document["schema"] = 2;
  document["first"] = hunt.first;
  document["direction"] = hunt.direction == ReleaseDirection::back ? "back" : "forward";
  document["releases"] = hunt.releases;
  if (!hunt.ended) return document;
  document["outcome"] = outcome_json(hunt);
  document["exit_code"] = static_cast<int>(exit_code(hunt));
  return document;
}

}  // namespace kbisect
