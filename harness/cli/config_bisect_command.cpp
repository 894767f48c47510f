// kbisect config-bisect GOOD.config BAD.config SOURCE
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/trial_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/trials/config_bisection.hpp"
#include "report/config_bisect_report.hpp"

namespace kbisect {
namespace {

struct ConfigBisectOptions {
  TrialOptions trials;
  ConfigBisectRequest request;
  std::string source;
  std::vector<std::string> both;
};

ConfigBisectRequest request_of(const ConfigBisectOptions& options) {
  ConfigBisectRequest request = options.request;
  for (const std::string& change : options.both) {
    const auto [symbol, value] = or_usage_error(parse_config_change(change), "--set");
    if (!request.both.emplace(symbol, value).second)
      throw UsageError(fmt::format("--set {}: {} is set twice", change, symbol));
  }
  return request;
}

void write_reports(const RunFolder& folder, const ConfigBisectResult& result) {
  write_trial_reports(folder, to_json(result), config_bisect_markdown(result));
}

ExitCode bisect_configs(const ConfigBisectOptions& options) {
  const Places places = options.trials.common.places();
  const Campaign campaign = options.trials.campaign.load(places);
  const ConfigBisectRequest request = request_of(options);
  const ConfigPair pair = read_configs(request, campaign, places);
  const auto progress = options.trials.common.json ? json_trial_progress() : line_trial_progress();
  const TrialPlan plan =
      make_trial_plan(campaign,
                      {.sources = {options.source},
                       .variants = {{}},
                       .tests = {campaign.test},
                       .boots = options.trials.boots},
                      places, options.trials.sandbox(), *progress, {.profile = bad_profile(pair)});
  const RunFolder folder = begin_trials(plan, places, campaign.name + "-config-bisect");
  return with_rest_told(plan, folder, [&] {
    const ConfigBisectResult result =
        ConfigBisection(request, pair, plan, folder, *progress, [&](const ConfigBisectResult& so_far) {
          write_reports(folder, so_far);
        }).run();
    progress->config_bisection_ended(result);
    return exit_code(result);
  });
}

}  // namespace

void add_config_bisect_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ConfigBisectOptions>();
  CLI::App* command = app.add_subcommand("config-bisect",
                                         "Find the config symbols that make one config good and another bad");
  command->footer(
      "Both configs also get the fragments of the campaign's profile, because the guest needs them (modules\n"
      "are never loaded); --profile names another profile. A symbol that none of them names is off.");
  command->add_option("good", options->request.good_config, "A .config file whose kernel is good")
      ->required();
  command->add_option("bad", options->request.bad_config, "A .config file whose kernel is bad")->required();
  command
      ->add_option("source", options->source,
                   "Revision of the tree (--linux), source folder without git, or tarball")
      ->required();
  command->add_option("--set", options->both, "CONFIG_X=value to set in both configs; repeatable")
      ->allow_extra_args(false);
  options->trials.add_to(*command, "each kernel");
  command->callback([options, &action] { action = [options] { return bisect_configs(*options); }; });
}

}  // namespace kbisect
