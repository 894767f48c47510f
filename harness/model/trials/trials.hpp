// What `kbisect test` was asked, and everything that its table is made from.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/campaign.hpp"
#include "model/exit_code.hpp"
#include "model/machine.hpp"
#include "model/trials/trial.hpp"

namespace kbisect {

// Asks for a row for each combination of source, variant and test.
struct TrialsRequest {
  std::vector<std::string> sources;  // revisions, folders, tarballs, as given
  std::vector<Variant> variants;
  std::vector<std::string> tests;
  // Whether the campaign's symptom holds for all tests, because the user named it on the command line.
  // Otherwise it holds for the campaign's test, and the other tests are bad with any failure.
  bool symptom_for_all = false;
  // Whether somebody else looks at what the tests report: a test whose steps only report what they give is
  // good with any of it.
  bool reports_are_read = false;
  int boots = 5;
};

// What all trials of a table have in common.
struct TrialsHeader {
  std::string began;  // UTC
  std::string kbisect_version;
  Campaign campaign;  // options included; its ends and tree mean nothing if no revision is tested
  std::string profile_digest;
  std::map<std::string, std::string> initramfs_digests;  // of the guest images, by test
  MachineRecord machine;
};

// A table, or as much of it as there is so far.
struct TrialsResult {
  TrialsHeader header;
  size_t planned = 0;                // how many rows
  std::vector<TrialResult> results;  // by row
  bool ended = false;                // no row will be added or made again
  double seconds = 0;
  std::string folder;
};

// found if every row is good or bad, no_answer if one could not be judged.
ExitCode exit_code(const TrialsResult& result);

nlohmann::json to_json(const TrialsHeader& header);
// Without schema and exit code: what the documents of commands that make a table have in common.
nlohmann::json table_json(const TrialsResult& result);
nlohmann::json to_json(const TrialsResult& result);

}  // namespace kbisect
