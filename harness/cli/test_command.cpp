// kbisect test SOURCE...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/run_options.hpp"
#include "cli/trials_folder.hpp"
#include "cli/variant_options.hpp"
#include "engine/trials.hpp"
#include "model/proof_boots.hpp"
#include "report/trials_report.hpp"

namespace kbisect {
namespace {

struct TestOptions {
  CommonOptions common;
  CampaignOptions campaign;
  VariantOptions variants;
  std::vector<std::string> sources;
  std::vector<std::string> tests;
  int boots = least_proof_boots;
  bool no_sandbox = false;
};

// Without any, the campaign's.
std::vector<std::string> tests_of(const TestOptions& options, const Campaign& campaign) {
  return options.tests.empty() ? std::vector{campaign.test} : lasting_tests(options.tests);
}

TrialsRequest request_of(const TestOptions& options, const Campaign& campaign) {
  refuse_repeated(options.sources, "source");
  return {.sources = options.sources,
          .variants = options.variants.load(),
          .tests = tests_of(options, campaign),
          .symptom_for_all = options.campaign.has_symptom(),
          .boots = options.boots};
}

void write_reports(const RunFolder& folder, const TrialsResult& result) {
  write_atomically(folder.result(),
                   to_json(result).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  write_atomically(folder.report(), trials_markdown(result));
}

ExitCode test_kernels(const TestOptions& options) {
  const Places places = options.common.places();
  const Campaign campaign = options.campaign.load(places);
  const auto progress = options.common.json ? json_trial_progress() : line_trial_progress();
  const TrialPlan plan =
      make_trial_plan(campaign, request_of(options, campaign), places,
                      options.no_sandbox ? SandboxUse::never : SandboxUse::where_possible, *progress);
  const RunFolder folder = begin_trials(plan, places, campaign.name + "-test");
  try {
    const TrialsResult result = run_trials(
        plan, folder, *progress, [&](const TrialsResult& so_far) { write_reports(folder, so_far); });
    progress->trials_ended(result);
    return exit_code(result);
  } catch (const std::exception&) {
    say_what_is_left(plan, folder);
    throw;
  }
}

}  // namespace

void add_test_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand("test", "Test kernels as they are and changed, as a table");
  command->footer(
      "A row for each source and variant (and test). The variants are the source as it is, and one more for "
      "each\n"
      "--set, --append and --patch; --and makes two of them one. Two sources and\n"
      "  --set CONFIG_X=y --append x=1 --set CONFIG_X=y --and --append x=0\n"
      "are eight rows. What is set must come out of olddefconfig as it was asked, else the row says why "
      "not.");
  command
      ->add_option("sources", options->sources,
                   "Revisions of the tree (--linux), folders without git, or tarballs; folders are only read")
      ->required();
  options->variants.add_to(*command);
  command
      ->add_option(
          "--test", options->tests,
          "Guest test; repeatable. One that is not the campaign's is bad with any failure, unless options "
          "name a symptom")
      ->allow_extra_args(false);
  command
      ->add_option("--boots", options->boots,
                   fmt::format("Boots of each row at the least, more where they do not agree (default: {})",
                               least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots));
  options->campaign.add_to_test(*command);
  options->common.add_to(*command);
  command->add_flag("--no-sandbox", options->no_sandbox,
                    "Build outside the sandbox, where the source's own code may do what you may");
  command->callback([options, command, &action] {
    options->variants.take_order(*command);
    action = [options] { return test_kernels(*options); };
  });
}

}  // namespace kbisect
