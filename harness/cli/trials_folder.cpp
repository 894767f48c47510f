#include "cli/trials_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>

#include "base/files.hpp"
#include "base/log.hpp"
#include "model/json_text.hpp"

namespace kbisect {
namespace {

void say_what_is_left(const TrialPlan& plan, const RunFolder& folder) {
  std::string text = "\nkbisect: stopped";
  if (std::filesystem::exists(folder.report()))
    text += fmt::format("; what there is so far is in {}", folder.report().string());
  for (const TrialTree& tree : plan.trees) {
    if (std::filesystem::exists(tree.places.worktree)) {
      text += fmt::format("; the worktree {} is left, which the next command for this tree takes over",
                          tree.places.worktree.string());
    }
  }
  std::fputs((text + "\n").c_str(), stderr);
}

}  // namespace

RunFolder begin_trials(const TrialPlan& plan, const Places& places, const std::string& name) {
  RunFolder folder = RunFolder::create(places.results, name);
  for (const TrialTree& tree : plan.trees)
    tree.lock.name_owner(fmt::format("the tests {} (process {})", folder.path().string(), ::getpid()));
  log::open(folder.log());
  write_atomically(folder.profile(), json_file(to_json(plan.equipment.profile)));
  return folder;
}

void write_trial_reports(const RunFolder& folder, const nlohmann::json& result, const std::string& report) {
  write_atomically(folder.result(), json_file(result));
  write_atomically(folder.report(), report);
}

ExitCode with_rest_told(const TrialPlan& plan, const RunFolder& folder,
                        const std::function<ExitCode()>& work) {
  try {
    return work();
  } catch (const std::exception&) {
    say_what_is_left(plan, folder);
    throw;
  }
}

}  // namespace kbisect
