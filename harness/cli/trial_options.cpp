#include "cli/trial_options.hpp"

#include <fmt/format.h>

namespace kbisect {

void add_boots_option(CLI::App& command, int& boots, const std::string& what) {
  command
      .add_option("--boots", boots,
                  fmt::format("Boots of {} at the least, more where they do not agree (default: {})", what,
                              least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots));
}

void TrialOptions::add_to(CLI::App& command, const std::string& boots_of, CampaignKeys keys,
                          const std::string& whose) {
  add_boots_option(command, boots, boots_of);
  campaign.add_to_trials(command, keys);
  common.add_to(command);
  command.add_flag("--no-sandbox", no_sandbox,
                   fmt::format("Build outside the sandbox, where {} own code may do what you may", whose));
}

}  // namespace kbisect
