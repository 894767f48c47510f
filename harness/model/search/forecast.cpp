#include "model/search/forecast.hpp"

#include <nlohmann/json.hpp>

#include "model/median.hpp"
#include "model/search/graph.hpp"
#include "model/search/proof_boots.hpp"

namespace kbisect {
namespace {

constexpr size_t most_kept = 30;
// The search boots most commits two or three times.
constexpr double boots_of_a_search = 2.5;
// These are the culprit's parent, and the bad end without the culprit.
constexpr int proof_builds_after_the_first = 2;

void keep_last(std::vector<double>& values) {
  if (values.size() > most_kept)
    values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most_kept));
}

}  // namespace

void BuildTimes::add(const std::vector<Step>& steps, ConfigKind config) {
  bool is_first = true;
  for (const Step& step : steps) {
    if (step.config != config) continue;
    for (const Run& run : step.runs) boots.push_back(run.seconds);
    if (step.build.reused || !std::holds_alternative<Image>(step.build.result)) continue;
    (is_first ? first : later).push_back(build_seconds(step));
    is_first = false;
  }
  for (auto* values : {&first, &later, &boots}) keep_last(*values);
}

nlohmann::json to_json(const BuildTimes& times) {
  return {{"first", times.first}, {"later", times.later}, {"boots", times.boots}};
}

Expected<BuildTimes> build_times_from_json(const nlohmann::json& document) {
  try {
    return BuildTimes{
        .first = document.at("first"), .later = document.at("later"), .boots = document.at("boots")};
  } catch (const nlohmann::json::exception& error) {
    return fail(error.what());
  }
}

std::optional<double> forecast(int candidates, const BuildTimes& search, const BuildTimes& full,
                               bool is_same_config) {
  for (const BuildTimes* times : {&search, &full}) {
    if (times->first.empty() || times->later.empty() || times->boots.empty()) return std::nullopt;
  }
  const int searched = estimated_steps(candidates);
  const double search_boots = boots_of_a_search * (2 + searched) * median(search.boots);
  const double search_builds = median(search.first) + (1 + searched) * median(search.later);
  const double proof_boots = 3 * least_proof_boots * median(full.boots);
  const double proof_builds = (is_same_config ? median(full.later) : median(full.first)) +
                              proof_builds_after_the_first * median(full.later);
  return search_builds + search_boots + proof_builds + proof_boots;
}

}  // namespace kbisect
