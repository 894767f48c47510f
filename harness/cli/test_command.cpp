// kbisect test SOURCE...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/trial_options.hpp"
#include "cli/trials_folder.hpp"
#include "cli/variant_options.hpp"
#include "engine/trials/trials.hpp"
#include "report/trials_report.hpp"

namespace kbisect {
namespace {

struct TestOptions {
  TrialOptions trials;
  VariantOptions variants;
  std::vector<std::string> sources;
  std::vector<std::string> tests;
};

// The tests given, or the campaign's.
std::vector<std::string> tests_of(const TestOptions& options, const Campaign& campaign) {
  return options.tests.empty() ? std::vector{campaign.test} : absolute_tests(options.tests);
}

TrialsRequest request_of(const TestOptions& options, const Campaign& campaign) {
  refuse_repeated(options.sources, "source");
  return {.sources = options.sources,
          .variants = options.variants.load(),
          .tests = tests_of(options, campaign),
          .symptom_for_all = options.trials.campaign.overrides.have_symptom(),
          .boots = options.trials.boots};
}

void write_reports(const RunFolder& folder, const TrialsResult& result) {
  write_trial_reports(folder, to_json(result), trials_markdown(result));
}

ExitCode test_kernels(const TestOptions& options) {
  const Places places = options.trials.common.places();
  const Campaign campaign = options.trials.campaign.load(places);
  const auto progress = options.trials.common.json ? json_trial_progress() : line_trial_progress();
  const TrialPlan plan =
      make_trial_plan(campaign, request_of(options, campaign), places, options.trials.sandbox(), *progress);
  const RunFolder folder = begin_trials(plan, places, campaign.name + "-test");
  return with_rest_told(plan, folder, [&] {
    const TrialsResult result = run_trials(
        plan, folder, *progress, [&](const TrialsResult& so_far) { write_reports(folder, so_far); });
    progress->trials_ended(result);
    return exit_code(result);
  });
}

}  // namespace

void add_test_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* command =
      app.add_subcommand("test", "Test kernels, unchanged and with changes, and print a table");
  command->footer(
      "The table has a row for each source, variant and test. The variants are the unchanged source and one\n"
      "more for each --set, --append and --patch; --and joins two of them in one variant. Two sources with\n"
      "  --set CONFIG_X=y --append x=1 --set CONFIG_X=y --and --append x=0\n"
      "make eight rows. --combine makes one more for each combination of a --set, an --append and a "
      "--patch.\n"
      "If olddefconfig does not keep a value that --set asks for, the row says why.");
  command
      ->add_option("sources", options->sources,
                   "Revisions of the tree (--linux), source folders without git (only read), or tarballs")
      ->required();
  options->variants.add_to(*command);
  command
      ->add_option("--test", options->tests,
                   "Guest test; repeatable (default: the campaign's). With a test that is not the\n"
                   "campaign's any failure is bad, unless options name a symptom")
      ->allow_extra_args(false);
  options->trials.add_to(*command, "each row", CampaignKeys::of_kernels);
  command->callback([options, command, &action] {
    options->variants.take_order(*command);
    action = [options] { return test_kernels(*options); };
  });
}

}  // namespace kbisect
