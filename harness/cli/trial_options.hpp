// Options shared by the commands made of trials.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/campaign_options.hpp"
#include "cli/common_options.hpp"
#include "engine/equipment.hpp"
#include "model/search/proof_boots.hpp"

namespace kbisect {

// --boots: the minimum number of boots of `what` ("each row").
void add_boots_option(CLI::App& command, int& boots, const std::string& what);

// Makes the path of a user's own test absolute; returns the name of a guest test unchanged.
std::string absolute_test(const std::string& test);
// The same for several tests. Throws UsageError if one is given twice.
std::vector<std::string> absolute_tests(const std::vector<std::string>& tests);

// Throws UsageError naming the value that is given twice; `what` says what the values are ("source").
void refuse_repeated(const std::vector<std::string>& given, const char* what);

struct TrialOptions {
  CommonOptions common;
  CampaignOptions campaign;
  int boots = least_proof_boots;
  bool no_sandbox = false;

  // `whose` names the code that --no-sandbox runs unconfined: "the source's".
  void add_to(CLI::App& command, const std::string& boots_of, CampaignKeys keys = CampaignKeys::of_question,
              const std::string& whose = "the source's");
  SandboxUse sandbox() const { return no_sandbox ? SandboxUse::never : SandboxUse::where_possible; }
};

}  // namespace kbisect
