// What builds and boots took on this machine, a file for each config, so that a run can say what it expects.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "model/forecast.hpp"
#include "model/outcome.hpp"

namespace kbisect {

class Timings {
 public:
  explicit Timings(const Places& places) : folder_(places.cache / "timings") {}

  // Nothing is known of a config that was never built here, with so many jobs, or whose file cannot be read.
  BuildTimes of(const std::string& profile_digest, int jobs) const;
  // A run has ended. Throws InfrastructureError.
  void add(const RunHeader& header, const std::vector<Step>& steps) const;

 private:
  std::filesystem::path file(const std::string& profile_digest, int jobs) const;
  std::filesystem::path folder_;
};

}  // namespace kbisect
