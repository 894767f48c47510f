#include "cli/trial_options.hpp"

#include <fmt/format.h>

namespace kbisect {

void add_boots_option(CLI::App& command, int& boots, const std::string& what) {
  command
      .add_option("--boots", boots,
                  fmt::format("Minimum number of boots of {}; more if they disagree (default: {})", what,
                              least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots))
      ->group(help_group::guest);
}

void TrialOptions::add_to(CLI::App& command, const std::string& boots_of, CampaignKeys keys,
                          const std::string& whose) {
  campaign.add_to_trials(command, keys);
  add_boots_option(command, boots, boots_of);
  common.add_to(command);
  add_no_sandbox_option(command, no_sandbox, whose);
}

}  // namespace kbisect
