#include "cli/trial_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "engine/places.hpp"
#include "model/campaign.hpp"

namespace kbisect {

void add_boots_option(CLI::App& command, int& boots, const std::string& what) {
  command
      .add_option("--boots", boots,
                  fmt::format("Minimum number of boots of {}; more if they disagree (default: {})", what,
                              least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots))
      ->group(help_group::guest);
}

std::string absolute_test(const std::string& test) {
  return is_own_test(test) ? given_path(test, "test").string() : test;
}

std::vector<std::string> absolute_tests(const std::vector<std::string>& tests) {
  std::vector<std::string> found;
  found.reserve(tests.size());
  for (const std::string& test : tests) found.push_back(absolute_test(test));
  refuse_repeated(found, "test");
  return found;
}

void refuse_repeated(const std::vector<std::string>& given, const char* what) {
  for (auto one = given.begin(); one != given.end(); ++one) {
    if (std::find(given.begin(), one, *one) != one)
      throw UsageError(fmt::format("{} '{}' is given twice", what, *one));
  }
}

void TrialOptions::add_to(CLI::App& command, const std::string& boots_of, CampaignKeys keys,
                          const std::string& whose) {
  campaign.add_to_trials(command, keys);
  add_boots_option(command, boots, boots_of);
  common.add_to(command);
  add_no_sandbox_option(command, no_sandbox, whose);
}

}  // namespace kbisect
