// How a run ends, and all that its reports are made of.
#pragma once

#include <nlohmann/json.hpp>
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

// The campaign's expected_culprit against what was found.
enum class Expectation {
  none,            // the campaign expects nothing
  met,             // the very commit
  met_by_trailer,  // the culprit's message names the expected commit as its origin: a backport or a replica
                   // of it
  not_met,
};

// Of a hunt for a fix, that.
struct CulpritFound {
  Commit culprit;
  Bad evidence;  // what it brought, or repaired
  Expectation expectation = Expectation::none;
  double probability = 0;  // that it is the culprit, by all boots of the run
};
// Each of these could be the culprit; the last one is the oldest commit that is known to be new.
struct OnlySkippedLeft {
  std::vector<Commit> candidates;
  double probability = 0;  // that it is one of them
};
struct EndsContradict {
  StepRole end = StepRole::good_end;
  Commit commit;
  Verdict seen;
};
using Outcome = std::variant<CulpritFound, OnlySkippedLeft, EndsContradict>;

nlohmann::json to_json(const Outcome& outcome);

// Whether `message` says that its commit is `upstream` elsewhere: a trailer "Upstream-commit: ID", or the
// stable trees' "commit ID upstream." and "[ Upstream commit ID ]", or git cherry-pick -x's "(cherry picked
// from commit ID)".
bool names_as_origin(const std::string& message, const std::string& upstream);

// Seconds by phase over all steps; `wall` is the whole run.
struct Times {
  double checkout = 0;
  double configure = 0;
  double make = 0;
  double qemu = 0;
  double wall = 0;
  // Wall time less what make (the configuring one included) and QEMU took: checkouts and ourselves.
  double overhead() const { return wall - configure - make - qemu; }
};

Times times_of(const std::vector<Step>& steps, double wall);

// What was run: the first line of the journal.
struct RunHeader {
  std::string began;  // UTC
  std::string kbisect_version;
  Campaign campaign;  // as asked, command-line options included
  std::string tree;   // absolute
  Commit good;
  Commit bad;
  int candidates = 0;
  std::string profile_digest;
  std::string search_profile_digest;  // empty: the search has the whole config, too
  std::string initramfs_digest;
  std::string own_test_digest;  // of the user's own test, which the guest image holds; else empty
  MachineRecord machine;
  std::vector<Fixup> fixups;
  // Seconds, by what builds and boots have taken on this machine before (model/forecast.hpp).
  std::optional<double> expected_seconds;

  // The ends in the order of history (model/hunt.hpp).
  const Commit& old_end() const { return campaign.hunt == Hunt::regression ? good : bad; }
  const Commit& new_end() const { return campaign.hunt == Hunt::regression ? bad : good; }
};

nlohmann::json to_json(const RunHeader& header);
RunHeader run_header_from_json(const nlohmann::json& document);

// A finished run, for the reports.
struct Result {
  RunHeader header;
  std::string acceleration;  // "kvm" or "tcg"
  std::vector<Step> steps;
  Outcome outcome;
  int pruned = 0;                                      // candidates that change nothing which the build reads
  std::optional<std::string> search_profile_given_up;  // why, where the search needed the whole config
  Times times;
  std::string folder;  // of the run
};

}  // namespace kbisect
