// The evidence that the culprit is the culprit: it fails, what it was made on passes, and the bad end passes
// once it is taken back. Pure: read off the steps of a run.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/outcome.hpp"

namespace kbisect {

// One claim, and the boots that bear it out.
struct Proof {
  std::string claim;  // "the culprit is bad", "its parent is good", "the bad end without it is good"
  Commit commit;
  int failed = 0;
  int passed = 0;
  std::string image_digest;   // SHA-256; empty where there was no image
  std::string config_digest;  // of .config
  bool holds = false;
  std::string obstacle;  // why it could not be tested, or is not needed; empty where it was
};

struct Certificate {
  std::vector<Proof> proofs;
  bool holds() const;
};

// How many boots each claim takes: enough that a bad commit would pass them all less than once in a thousand
// times, and five at the least.
int proof_boots(double failure_rate);

Certificate certificate_of(const Commit& culprit, const std::vector<Step>& steps);

nlohmann::json to_json(const Certificate& certificate);

}  // namespace kbisect
