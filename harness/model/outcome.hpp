// How a run ends, and everything that its reports are made from.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/campaign.hpp"
#include "model/commit.hpp"
#include "model/fixup.hpp"
#include "model/machine.hpp"
#include "model/step.hpp"

namespace kbisect {

// How what was found compares with the campaign's expected_culprit.
enum class Expectation {
  none,            // the campaign expects nothing
  met,             // it is the expected commit
  met_by_trailer,  // the message names the expected commit as origin: a backport, a replica
  not_met,
};

// If a fix is hunted, the culprit is the commit that repaired it.
struct CulpritFound {
  Commit culprit;
  Bad evidence;  // the failure that it brought, or repaired
  Expectation expectation = Expectation::none;
  double probability = 0;  // the probability that it is the culprit, given all boots of the run
};
// Each of these could be the culprit. Parents come before children.
struct OnlySkippedLeft {
  std::vector<Commit> candidates;
  double probability = 0;  // the probability that one of them is the culprit
};
struct EndsContradict {
  StepRole end = StepRole::good_end;
  Commit commit;
  Verdict seen;
};
using Outcome = std::variant<CulpritFound, OnlySkippedLeft, EndsContradict>;

nlohmann::json to_json(const Outcome& outcome);

// Whether `message` says that its commit comes from `upstream`, which may be abbreviated: by a trailer
// "Upstream-commit: ID", by the stable trees' "commit ID upstream." or "[ Upstream commit ID ]", or by
// "(cherry picked from commit ID)" of git cherry-pick -x.
bool names_as_origin(const std::string& message, const std::string& upstream);

// Seconds by phase, summed over all steps; `wall` is the whole run.
struct Times {
  double checkout = 0;
  double configure = 0;
  double make = 0;
  double qemu = 0;
  double wall = 0;
  // Wall time without make (configuring included) and QEMU: checkouts and kbisect itself.
  double overhead() const { return wall - configure - make - qemu; }
};

Times times_of(const std::vector<Step>& steps, double wall);

// What was run; the first line of the journal.
struct RunHeader {
  std::string began;  // UTC
  std::string kbisect_version;
  Campaign campaign;  // as asked for, command-line options included
  std::string tree;   // an absolute path
  Commit good;
  Commit bad;
  int candidates = 0;
  std::string profile_digest;
  std::string search_profile_digest;  // empty if the search uses the whole config too
  std::string initramfs_digest;
  std::string own_test_digest;  // of the user's own test in the guest image; else empty
  MachineRecord machine;
  std::vector<Fixup> fixups;
  // Seconds, judged by what builds and boots took on this machine before (model/search/forecast.hpp).
  std::optional<double> expected_seconds;

  // The ends in order of history (model/hunt.hpp).
  const Commit& old_end() const { return campaign.hunt == Hunt::regression ? good : bad; }
  const Commit& new_end() const { return campaign.hunt == Hunt::regression ? bad : good; }
};

nlohmann::json to_json(const RunHeader& header);
// Throws nlohmann::json::exception or std::invalid_argument if `document` is not a header.
RunHeader run_header_from_json(const nlohmann::json& document);

// A finished run, for the reports.
struct Result {
  RunHeader header;
  std::string acceleration;  // "kvm" or "tcg"
  std::vector<Step> steps;
  Outcome outcome;
  int pruned = 0;                                      // candidates that change nothing that the build reads
  std::optional<std::string> search_profile_given_up;  // the reason, if it was
  Times times;
  std::string folder;  // where the run is kept
};

}  // namespace kbisect
