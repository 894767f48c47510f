#include "cli/trial_options.hpp"

#include <fmt/format.h>

#include "cli/trials_folder.hpp"

namespace kbisect {

void add_boots_option(CLI::App& command, int& boots, const std::string& what) {
  command
      .add_option("--boots", boots,
                  fmt::format("Boots of {} at the least, more where they do not agree (default: {})", what,
                              least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots));
}

void TrialOptions::add_to(CLI::App& command, const std::string& boots_of, const std::string& whose) {
  add_boots_option(command, boots, boots_of);
  campaign.add_to_test(command);
  common.add_to(command);
  command.add_flag("--no-sandbox", no_sandbox,
                   fmt::format("Build outside the sandbox, where {} own code may do what you may", whose));
}

void OneTest::add_to(CLI::App& command) {
  command.add_option(
      "--test", given,
      "Guest test, if not the campaign's: bad with any failure, unless options name a symptom");
}

std::string OneTest::of(const Campaign& campaign) const {
  return given.empty() ? campaign.test : lasting_test(given);
}

}  // namespace kbisect
