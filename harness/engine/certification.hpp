// The proof of a finished run, made once more from the run's own files.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/journal.hpp"
#include "engine/tester.hpp"
#include "model/certificate.hpp"

namespace kbisect {

// One thing that the run says, and what is seen now.
struct Agreement {
  std::string what;
  std::string then;
  std::string now;
  bool is_claim =
      false;  // of the proof; else of what it stands on, which may differ and the proof still hold
  bool agreed() const { return then == now; }
};

struct Certification {
  Certificate certificate;  // of now
  std::vector<Agreement> agreements;
  std::vector<Step> steps;
  // Each claim of the proof came out as it did in the run.
  bool agreed() const;
};

// Builds and boots the culprit, each of its parents, and the new end without it; the steps' files go to the
// bench's folder. `then` is the run, and has found a culprit.
Certification certify(const Bench& bench, const JournalContent& then);

nlohmann::json to_json(const Certification& certification);
// "agreed: its parent is good (0123456789ab): holds"
std::string text(const Agreement& agreement);

}  // namespace kbisect
