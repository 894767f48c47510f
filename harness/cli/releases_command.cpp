// kbisect releases BAD
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/trial_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/trials/release_hunting.hpp"
#include "report/releases_report.hpp"

namespace kbisect {
namespace {

struct ReleasesOptions {
  TrialOptions trials;
  ReleaseQuestion question;
  bool forward = false;
};

void write_reports(const RunFolder& folder, const ReleaseHunt& hunt) {
  write_trial_reports(folder, to_json(hunt), releases_markdown(hunt));
}

ExitCode hunt(const ReleasesOptions& options) {
  const Places places = options.trials.common.places();
  const Campaign campaign = options.trials.campaign.load(places);
  ReleaseQuestion question = options.question;
  question.run_arguments = options.trials.campaign.run_arguments() + options.trials.common.folder_arguments();
  if (options.trials.no_sandbox) question.run_arguments += " --no-sandbox";
  question.direction = options.forward ? ReleaseDirection::forward : ReleaseDirection::back;
  std::vector<std::string> sources = releases_for(question, campaign);
  sources.insert(sources.begin(), question.first);
  const auto progress = options.trials.common.json ? json_trial_progress() : line_trial_progress();
  TrialPlan plan = make_trial_plan(campaign,
                                   {.sources = std::move(sources),
                                    .variants = {{}},
                                    .tests = {campaign.test},
                                    .boots = options.trials.boots},
                                   places, options.trials.sandbox(), *progress);
  suit_compilers(plan);
  const RunFolder folder = begin_trials(plan, places, campaign.name + "-releases");
  return with_rest_told(plan, folder, [&] {
    const ReleaseHunt hunt = hunt_releases(question, plan, folder, *progress,
                                           [&](const ReleaseHunt& so_far) { write_reports(folder, so_far); });
    progress->release_hunt_ended(hunt);
    return exit_code(hunt);
  });
}

}  // namespace

void add_releases_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ReleasesOptions>();
  CLI::App* command =
      app.add_subcommand("releases", "Find the nearest good release before (or after) a bad one");
  command->footer(
      "Tests the bad revision, then earlier releases in steps of 1, 2, 3, ... tags until one is good; if "
      "one\n"
      "does not build or boot, its neighbours. The result is the pair of ends for `kbisect run`.");
  command->add_option("bad", options->question.first, "Revision of the tree (--linux) that shows the symptom")
      ->required();
  command->add_flag("--forward", options->forward,
                    "Look at later releases instead, for one where the bug has been fixed");
  command->add_flag("--rc", options->question.candidates, "Include release candidates (v6.8-rc1)");
  options->trials.add_to(*command, "each kernel");
  command->callback([options, &action] { action = [options] { return hunt(*options); }; });
}

}  // namespace kbisect
