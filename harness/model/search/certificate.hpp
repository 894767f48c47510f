// The evidence that the culprit is the culprit: it fails, what it was made on passes, and the bad end passes
// once it is taken back; of a fix the opposite. Pure: read off the steps of a run.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/exit_code.hpp"
#include "model/outcome.hpp"
#include "model/search/failure_rates.hpp"

namespace kbisect {

// One claim, and the boots that bear it out.
struct Proof {
  // "the culprit is bad", "its parent is good", "the bad end without it is good"; of a fix "the fix is good",
  // "its parent is bad", "the good end without it is bad"
  std::string claim;
  Commit commit;
  int failed = 0;
  int passed = 0;
  std::string image_digest;   // SHA-256; empty where there was no image
  std::string config_digest;  // of .config
  bool holds = false;
  std::string remark;  // why it could not be tested, or what it means that it does not hold; may be empty
};

struct Certificate {
  std::vector<Proof> proofs;
  // What all of them stand on.
  std::string profile_digest;
  std::string initramfs_digest;
  std::string toolchain;
  std::string toolchain_digest;
  bool holds() const;
};

// --- a commit that is judged by its own boots alone ---

// Boots that could be judged.
Tally tally_of(const std::vector<Run>& runs);
// Whether so many boots leave but chance_of_luck (proof_boots.hpp) for the other verdict, or are as many as
// we make.
bool is_plain(const Tally& tally, const Rates& rates);
// Good or bad, whichever these boots are likelier for; a skip where none could be judged.
Verdict standing_alone(const Step& step, const Rates& rates);

Certificate certificate_of(const RunHeader& header, const Commit& culprit, const std::vector<Step>& steps);

// not_agreed where a culprit is named but its certificate does not hold.
ExitCode exit_code(const Result& result);

nlohmann::json to_json(const Certificate& certificate);

}  // namespace kbisect
