// The evidence that the culprit is the culprit: it fails, its parents pass, and the bad end passes once the
// culprit is reverted there; for a fix the opposite. Pure: computed from the steps of a run.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/exit_code.hpp"
#include "model/outcome.hpp"

namespace kbisect {

// One claim, and the boots that support it or do not.
struct Proof {
  // "the culprit is bad", "its parent is good", "the bad end without it is good"; for a fix "the fix is
  // good", "its parent is bad", "the good end without it is bad"
  std::string claim;
  Commit commit;
  int failed = 0;
  int passed = 0;
  std::string image_digest;   // SHA-256; empty if there was no image
  std::string config_digest;  // of .config
  bool holds = false;
  std::string remark;  // why it could not be tested, or what it means if it does not hold; may be empty
};

struct Certificate {
  std::vector<Proof> proofs;
  // What all proofs were made with.
  std::string profile_digest;
  std::string initramfs_digest;
  std::string toolchain;
  std::string toolchain_digest;
  bool holds() const;
};

// From the steps of a run that named this culprit.
Certificate certificate_of(const RunHeader& header, const Commit& culprit, const std::vector<Step>& steps);

// found if the culprit's certificate holds, does_not_hold if it does not; no_answer or ends_contradict if no
// culprit is named.
ExitCode exit_code(const Result& result);

nlohmann::json to_json(const Certificate& certificate);

}  // namespace kbisect
