// How long a run is expected to take, judged by what earlier builds and boots took. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "model/step.hpp"

namespace kbisect {

// The times of one kernel config on one machine, in seconds, the latest last. Checkout and configuring count
// as part of a build.
struct BuildTimes {
  std::vector<double> first;  // the first build of a run, in an empty build directory
  std::vector<double> later;
  std::vector<double> boots;

  // Adds what the steps of one run show about this config; keeps the last 30 of each kind.
  void add(const std::vector<Step>& steps, ConfigKind config);
};

nlohmann::json to_json(const BuildTimes& times);
// Fails if a key is missing or of the wrong type.
Expected<BuildTimes> build_times_from_json(const nlohmann::json& document);

// Seconds from the first build to the proof, for this many candidates. Nothing if one of the configs has no
// time yet for a first build, a later build or a boot. Without a search profile, `search` is that of the
// whole config as well. A run takes less if many commits turn out to change nothing that the build reads.
std::optional<double> forecast(int candidates, const BuildTimes& search, const BuildTimes& full,
                               bool is_same_config);

}  // namespace kbisect
