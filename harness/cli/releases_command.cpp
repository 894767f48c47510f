// kbisect releases BAD
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/run_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/release_hunting.hpp"
#include "model/proof_boots.hpp"
#include "report/releases_report.hpp"

namespace kbisect {
namespace {

struct ReleasesOptions {
  CommonOptions common;
  CampaignOptions campaign;
  ReleaseQuestion question;
  std::string test;  // empty: the campaign's
  int boots = least_proof_boots;
  bool forward = false;
  bool no_sandbox = false;
};

void write_reports(const RunFolder& folder, const ReleaseHunt& hunt) {
  write_atomically(folder.result(),
                   to_json(hunt).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  write_atomically(folder.report(), releases_markdown(hunt));
}

ExitCode hunt(const ReleasesOptions& options) {
  const Places places = options.common.places();
  const Campaign campaign = options.campaign.load(places);
  ReleaseQuestion question = options.question;
  question.direction = options.forward ? ReleaseDirection::forward : ReleaseDirection::back;
  std::vector<std::string> sources = releases_for(question, campaign);
  sources.insert(sources.begin(), question.first);
  const auto progress = options.common.json ? json_trial_progress() : line_trial_progress();
  const TrialPlan plan =
      make_trial_plan(campaign,
                      {.sources = std::move(sources),
                       .variants = {{}},
                       .tests = {options.test.empty() ? campaign.test : lasting_test(options.test)},
                       .symptom_for_all = options.campaign.has_symptom(),
                       .boots = options.boots},
                      places, options.no_sandbox ? SandboxUse::never : SandboxUse::where_possible, *progress);
  const RunFolder folder = begin_trials(plan, places, campaign.name + "-releases");
  try {
    const ReleaseHunt hunt = hunt_releases(question, plan, folder, *progress,
                                           [&](const ReleaseHunt& so_far) { write_reports(folder, so_far); });
    progress->trials_ended(hunt.trials);
    progress->note(releases_finding(hunt));
    return exit_code(hunt);
  } catch (const std::exception&) {
    say_what_is_left(plan, folder);
    throw;
  }
}

}  // namespace

void add_releases_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ReleasesOptions>();
  CLI::App* command = app.add_subcommand("releases", "Find the nearest good release of a bad one");
  command->footer(
      "Tests the bad one, then the releases before it by 1, 2, 3, ... tags until one is good; beside one "
      "that\n"
      "does not build or boot, its neighbour. What comes out are the ends for `kbisect run`.");
  command
      ->add_option("bad", options->question.first, "A revision of the tree (--linux) that shows the symptom")
      ->required();
  command->add_flag("--forward", options->forward,
                    "The releases after it, for one in which it has been repaired");
  command->add_flag("--rc", options->question.candidates, "Release candidates (v6.8-rc1) as well");
  command->add_option("--test", options->test, "Guest test, if not the campaign's");
  command
      ->add_option(
          "--boots", options->boots,
          fmt::format("Boots of each kernel at the least, more where they do not agree (default: {})",
                      least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots));
  options->campaign.add_to_test(*command);
  options->common.add_to(*command);
  command->add_flag("--no-sandbox", options->no_sandbox,
                    "Build outside the sandbox, where the source's own code may do what you may");
  command->callback([options, &action] { action = [options] { return hunt(*options); }; });
}

}  // namespace kbisect
