// What a run is expected to take, from what builds and boots have taken before. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "model/step.hpp"

namespace kbisect {

// Of one kernel config on one machine, in seconds, the latest last. Checkout and configuring are counted to a
// build.
struct BuildTimes {
  std::vector<double> first;  // of a run, where the build directory is empty
  std::vector<double> later;
  std::vector<double> boots;

  // Takes what these steps of one run show of this config; keeps the last of each kind, not all.
  void add(const std::vector<Step>& steps, ConfigKind config);
};

nlohmann::json to_json(const BuildTimes& times);
// Fails on what to_json would not write.
Expected<BuildTimes> build_times_from_json(const nlohmann::json& document);

// Seconds from beginning to proof, with so many candidates; nothing where one of the two configs has never
// been built. `search` is that of the whole config where there is no other. Where many commits turn out to
// change nothing that the build reads, a run takes less.
std::optional<double> forecast(int candidates, const BuildTimes& search, const BuildTimes& full,
                               bool is_same_config);

}  // namespace kbisect
