// kbisect slim CAMPAIGN
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/files.hpp"
#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/run_options.hpp"
#include "cli/search.hpp"
#include "engine/search_profiles.hpp"
#include "engine/slimming.hpp"

namespace kbisect {
namespace {

// A profile as a folder below configs/ has it.
void write_folder(const Profile& profile, const std::filesystem::path& folder) {
  for (const Fragment& fragment : profile.fragments) {
    const auto path = folder / fragment.name_in_profile();
    make_directories(path.parent_path());
    write_atomically(path, fragment.text);
  }
  std::string whitelist;
  for (const std::string& symbol : profile.whitelist) whitelist += symbol + "\n";
  write_atomically(folder / "whitelist.conf", whitelist);
}

std::string summary(const Slimming& slimming, const std::filesystem::path& kept) {
  std::string text;
  for (const std::string& remark : slimming.remarks) text += remark + "\n";
  if (!slimming.profile) return text + "no search profile: runs search with the whole config\n";
  return text + fmt::format(
                    "search profile: {} of {} symbols, {} of {} objects; both ends show the same with it\n"
                    "kept in {}; runs of this question search with it from now on\n",
                    slimming.kept, slimming.requested, slimming.objects, slimming.objects_of_whole,
                    kept.string());
}

ExitCode slim_campaign(const Campaign& campaign, const Places& places, SandboxUse use,
                       const std::string& output, bool json) {
  Campaign whole = campaign;
  whole.search_profile = no_search_profile;
  const Plan plan = make_plan(whole, places, use);
  const FileLock lock = lock_tree(plan);
  const RunFolder folder = RunFolder::create(places.results, campaign.name + "-slim");
  lock.name_owner(fmt::format("the search for a smaller config in {}", folder.path().string()));
  log::open(folder.log());
  Workshop workshop(plan, places, std::nullopt);
  workshop.clear();
  const auto progress = json ? json_progress() : line_progress();
  const Slimming slimming = slim(workshop, folder, *progress);
  std::filesystem::path kept;
  if (slimming.profile) {
    kept = SearchProfiles(places).keep(campaign, plan.profile, *slimming.profile);
    write_atomically(folder.search_profile(), to_json(*slimming.profile).dump(1) + "\n");
    if (!output.empty()) write_folder(*slimming.profile, output);
  }
  progress->note(summary(slimming, kept));
  return slimming.bad_end_holds ? ExitCode::found : ExitCode::ends_contradict;
}

}  // namespace

void add_slim_command(CLI::App& app, Action& action) {
  struct Options {
    CommonOptions common;
    CampaignOptions campaign;
    std::string output;
    bool no_sandbox = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("slim", "Find a smaller config that shows a campaign's bug, to search with");
  options->campaign.add_to(*command);
  options->common.add_to(*command);
  command->add_option("--output", options->output, "Write it as a profile into this folder, too");
  command->add_flag("--no-sandbox", options->no_sandbox,
                    "Build outside the sandbox, where the history's own code may do what you may");
  command->callback([options, &action] {
    action = [options] {
      const Places places = options->common.places();
      return slim_campaign(options->campaign.load(places), places,
                           options->no_sandbox ? SandboxUse::never : SandboxUse::where_possible,
                           options->output, options->common.json);
    };
  });
}

}  // namespace kbisect
