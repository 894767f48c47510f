// How long builds and boots took on this machine, in one file for each config and number of jobs, so that a
// run can forecast its duration.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "model/outcome.hpp"
#include "model/search/forecast.hpp"

namespace kbisect {

class Timings {
 public:
  explicit Timings(const Places& places) : folder_(places.timings()) {}

  // Empty for a config that was never built here with so many jobs, or whose file cannot be read.
  BuildTimes of(const std::string& profile_digest, int jobs) const;
  // Adds the steps of a finished run. Throws InfrastructureError.
  void add(const RunHeader& header, const std::vector<Step>& steps) const;

 private:
  std::filesystem::path file(const std::string& profile_digest, int jobs) const;
  std::filesystem::path folder_;
};

}  // namespace kbisect
