// kbisect explain RUN
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/earlier_run.hpp"
#include "cli/progress.hpp"
#include "cli/trial_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/trials/explanation.hpp"
#include "report/explain_report.hpp"

namespace kbisect {
namespace {

constexpr const char* no_workaround = "none";

struct ExplainOptions {
  CommonOptions common;
  std::string run;
  MovedTree tree;
  std::string profile;
  std::vector<std::string> workarounds;
  int candidates = 8;
  int boots = least_proof_boots;
  int jobs = 0;
  std::optional<Ccache> ccache;
};

std::vector<std::string> workarounds_of(const ExplainOptions& options, const Campaign& campaign) {
  const auto& given = options.workarounds;
  if (given.empty()) return campaign.workarounds;
  if (given == std::vector<std::string>{no_workaround}) return {};
  if (std::find(given.begin(), given.end(), no_workaround) != given.end())
    throw UsageError("--workaround none: another one is given as well; give either");
  return absolute_tests(given);
}

void write_reports(const RunFolder& folder, const Explanation& explanation) {
  write_trial_reports(folder, to_json(explanation), explain_markdown(explanation));
}

ExitCode explain_run(const ExplainOptions& options) {
  const Places places = options.common.places();
  const RunFolder of_run = or_usage_error(RunFolder::open(places.results, options.run));
  JournalContent run = read_finished_run(of_run, "explained");
  if (run.header.campaign.hunt == Hunt::fix) {
    throw UsageError(
        fmt::format("{} has looked for a fix; what can be explained is a run that found a culprit",
                    of_run.path().string()));
  }
  options.tree.apply(run.header);
  const auto workarounds = workarounds_of(options, run.header.campaign);
  const auto progress = options.common.json ? json_trial_progress() : line_trial_progress();
  const ExplanationPlan plan = make_explanation_plan({.run = std::move(run),
                                                      .folder = of_run,
                                                      .profile = options.profile,
                                                      .workarounds = workarounds,
                                                      .were_asked_for = !options.workarounds.empty(),
                                                      .most_candidates = options.candidates,
                                                      .boots = options.boots,
                                                      .jobs = options.jobs,
                                                      .ccache = options.ccache},
                                                     places, *progress);
  const RunFolder folder = begin_trials(plan.trials, places, plan.run.header.campaign.name + "-explain");
  progress->note(fmt::format("explaining {} of {}", plan.run.culprit->short_id(), plan.run_name));
  return with_rest_told(plan.trials, folder, [&] {
    const Explanation explanation =
        explain(plan, folder, *progress, [&](const Explanation& so_far) { write_reports(folder, so_far); });
    progress->explanation_ended(explanation);
    return exit_code(explanation);
  });
}

}  // namespace

void add_explain_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ExplainOptions>();
  CLI::App* command =
      app.add_subcommand("explain", "Find config symbols and boot parameters that avoid a culprit");
  command->footer(
      "The run must be finished and have found a culprit. Boot parameters and config symbols are looked for\n"
      "in the files that use what the culprit changes, and each is tried on the run's bad end: the nearest\n"
      "first, boot parameters before symbols. Builds are sandboxed as in the run: if it had a sandbox, in\n"
      "one wherever it works on this machine.");
  command->add_option("run", options->run, "Folder of the run, or its name in the results folder")
      ->required();
  options->tree.add_to(*command);
  command->add_option(
      "--profile", options->profile,
      "Kernel config profile: a name in the configs folder, or the path of one or of a .config\n"
      "(default: the run's)");
  command
      ->add_option("--candidates", options->candidates,
                   "Most boot parameters to try, and most config symbols (default: 8)")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--workaround", options->workarounds,
                   "Guest test whose cases are ways around the bug, or none to run no such test; repeatable\n"
                   "(default: the workarounds of the run's campaign)")
      ->allow_extra_args(false);
  add_boots_option(*command, options->boots, "each trial");
  command
      ->add_option("--jobs", options->jobs,
                   "Parallel compilations; without it, or with 0, the run's number is used")
      ->check(CLI::Range(0, 4096));
  command
      ->add_option_function<std::string>(
          "--ccache",
          [options](const std::string& word) { options->ccache = word == "on" ? Ccache::on : Ccache::off; },
          "Keep objects in ccache for other runs: on or off (default: as in the run)")
      ->check(CLI::IsMember({"on", "off"}));
  options->common.add_to(*command);
  command->callback([options, &action] { action = [options] { return explain_run(*options); }; });
}

}  // namespace kbisect
