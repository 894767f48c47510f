// kbisect slim CAMPAIGN
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/log.hpp"
#include "cli/campaign_options.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/progress.hpp"
#include "engine/run/plan.hpp"
#include "engine/run/search_profiles.hpp"
#include "engine/run/slimming.hpp"
#include "model/json_text.hpp"

namespace kbisect {
namespace {

// Writes `profile` in the layout of a profile folder below configs/.
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

std::string summary(const Slimming& slimming, const Campaign& campaign, const std::filesystem::path& kept) {
  std::string text;
  for (const std::string& remark : slimming.remarks) text += remark + "\n";
  if (!slimming.profile) return text + "no search profile\n";
  text += fmt::format(
      "search profile: {} of {} symbols, {} of {} objects; the bad end is bad with it, the good one good\n",
      slimming.kept, slimming.requested, slimming.objects, slimming.objects_of_whole);
  return text +
         (campaign.search_profile
              ? fmt::format("kept in {}; for runs to search with it, take the key search_profile ({}) out "
                            "of the campaign\n",
                            kept.string(), *campaign.search_profile)
              : fmt::format("kept in {}; runs of this question search with it from now on\n", kept.string()));
}

nlohmann::json to_json(const Slimming& slimming, const std::filesystem::path& kept) {
  nlohmann::json document{{"bad_end_holds", slimming.bad_end_holds}, {"remarks", slimming.remarks}};
  if (slimming.profile) {
    document["search_profile"] = to_json(*slimming.profile);
    document["kept_in"] = kept;
  }
  return document;
}

// Refuses what can be refused before anything is built.
void require_sense(const Campaign& campaign, const std::filesystem::path& output) {
  if (campaign.symptom.hunted == Hunted(Hang{HangPhase::boot}))
    throw UsageError("symptom.hang: slim needs an agent that comes up; give \"test\", or another symptom");
  if (!output.empty() && std::filesystem::exists(output))
    throw UsageError(fmt::format("--output {}: it exists; give a folder that does not", output.string()));
  if (!output.empty()) or_usage_error(check_folder(output), "--output");
}

Slimming slim_or_say_what_is_left(Workshop& workshop, const Plan& plan, const RunFolder& folder,
                                  Observer& progress) {
  try {
    return slim(workshop, folder, progress);
  } catch (const std::exception&) {
    std::fputs(
        fmt::format("\nkbisect: stopped; the worktree {} is left, which the next command for this tree "
                    "takes over\n",
                    plan.tree_places.worktree.string())
            .c_str(),
        stderr);
    throw;
  }
}

ExitCode slim_campaign(const Campaign& campaign, const Places& places, SandboxUse use,
                       const std::string& output, bool json) {
  require_sense(campaign, output);
  Campaign whole = campaign;
  whole.search_profile = no_search_profile;
  const Plan plan = make_plan(whole, places, use);
  const FileLock lock = lock_tree(plan);
  const RunFolder folder = RunFolder::create(places.results, campaign.name + "-slim");
  lock.name_owner(fmt::format("the search for a smaller config in {}", folder.path().string()));
  log::open(folder.log());
  Workshop workshop(plan, std::nullopt);
  workshop.clear();
  const auto progress = json ? json_progress() : line_progress();
  for (const std::string& line : cautions(plan.header.machine.sandbox)) progress->note(line);
  const Slimming slimming = slim_or_say_what_is_left(workshop, plan, folder, *progress);
  std::filesystem::path kept;
  if (slimming.profile) {
    kept = SearchProfiles(places).keep(campaign, plan.header.own_test_digest, plan.equipment.profile,
                                       *slimming.profile);
    write_atomically(folder.search_profile(), json_file(to_json(*slimming.profile)));
    if (!output.empty()) write_folder(*slimming.profile, output);
  }
  if (json) {
    emit("slim-ended", to_json(slimming, kept));
  } else {
    std::fputs(summary(slimming, campaign, kept).c_str(), stdout);
  }
  if (!slimming.bad_end_holds) return ExitCode::ends_contradict;
  return slimming.profile ? ExitCode::found : ExitCode::no_answer;
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
      app.add_subcommand("slim", "Find a smaller config that still shows the bug, for faster searches");
  options->campaign.add_to(*command, CampaignKeys::of_question_and_ends);
  options->common.add_to(*command);
  command->add_option("--output", options->output,
                      "Folder to write the smaller config to as a profile, too; must not exist");
  add_no_sandbox_option(*command, options->no_sandbox, "the history's");
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
