// kbisect run CAMPAIGN
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/campaign_options.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/search.hpp"

namespace kbisect {

void add_run_command(CLI::App& app, Action& action) {
  struct Options {
    CommonOptions common;
    CampaignOptions campaign;
    std::optional<int> steps;
    bool no_sandbox = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("run", "Find the commit that broke something, or the one that repaired it");
  options->campaign.add_to(*command);
  options->common.add_to(*command);
  add_steps_option(*command, options->steps);
  add_no_sandbox_option(*command, options->no_sandbox, "the history's");
  command->callback([options, &action] {
    action = [options] {
      const Places places = options->common.places();
      const Plan plan = make_plan(options->campaign.load(places), places,
                                  options->no_sandbox ? SandboxUse::never : SandboxUse::where_possible);
      // Lock before creating the folder, so that a refused run leaves none behind.
      FileLock lock = lock_tree(plan);
      const RunFolder folder = RunFolder::create(places.results, plan.header.campaign.name);
      keep_ground(plan, folder);
      return search(plan, {places, folder, std::move(lock)}, Journal::create(folder.journal(), plan.header),
                    {.header = plan.header}, options->common.json, options->steps);
    };
  });
}

}  // namespace kbisect
