// Repeats the proof of a finished run from the run's own files.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/run/journal.hpp"
#include "engine/run/tester.hpp"
#include "model/search/certificate.hpp"

namespace kbisect {

// One value from the run's certificate, and the same value now.
struct Agreement {
  std::string what;
  std::string then;
  std::string now;
  // True for a claim of the proof; false for what it is based on, which may differ while the proof holds.
  bool is_claim = false;
  bool agreed() const { return then == now; }
};

struct Certification {
  Certificate certificate;  // of this repetition
  std::vector<Agreement> agreements;
  std::vector<Step> steps;
  // Whether each claim came out as it did in the run.
  bool agreed() const;
};

// Builds and boots the culprit, each of its parents, and the new end with the culprit reverted. `then` is the
// run's journal, which must name a culprit. Step files and the certificate are written to the bench's folder.
// Throws InfrastructureError when the machine is at fault; the worktree then stays for the next command.
Certification certify(const Bench& bench, const JournalContent& then);

nlohmann::json to_json(const Certification& certification);
// "agreed: its parent is good (0123456789ab): holds"
std::string text(const Agreement& agreement);

}  // namespace kbisect
