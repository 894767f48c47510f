// What `kbisect test` was asked, and all that its table is made of.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/campaign.hpp"
#include "model/exit_code.hpp"
#include "model/machine.hpp"
#include "model/trial.hpp"

namespace kbisect {

// A row for each source, variant and test.
struct TrialsRequest {
  std::vector<std::string> sources;  // revisions, folders, tarballs, as given
  std::vector<Variant> variants;
  std::vector<std::string> tests;
  // Of the campaign's test, or of all where the user has said what to look for; the others are bad with any
  // failure.
  bool symptom_for_all = false;
  int boots = 5;
};

// What the trials stand on.
struct TrialsHeader {
  std::string began;  // UTC
  std::string kbisect_version;
  Campaign campaign;  // options included; its ends and its tree have no meaning where no revision is tested
  std::string profile_digest;
  std::map<std::string, std::string> initramfs_digests;  // of the guest images, by test
  MachineRecord machine;
};

// A table, or as much of it as there is yet.
struct TrialsResult {
  TrialsHeader header;
  size_t planned = 0;                // rows
  std::vector<TrialResult> results;  // by row
  double seconds = 0;
  std::string folder;
};

// found where every row is good or bad, only_skipped where one could not be judged.
ExitCode exit_code(const TrialsResult& result);

nlohmann::json to_json(const TrialsHeader& header);
// Without an exit code: a part of another command's document.
nlohmann::json table_json(const TrialsResult& result);
nlohmann::json to_json(const TrialsResult& result);

}  // namespace kbisect
