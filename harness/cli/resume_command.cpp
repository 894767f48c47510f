// kbisect resume RUN
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/earlier_run.hpp"
#include "cli/search.hpp"

namespace kbisect {
namespace {

JournalContent unfinished(const RunFolder& folder) {
  JournalContent content = read_journal(folder);
  if (content.finished) {
    throw UsageError(fmt::format("{} is finished; its outcome is in {}", folder.path().string(),
                                 folder.report().string()));
  }
  return content;
}

// Verdicts reached with other inputs are not comparable with those in the journal.
void require_same_ground(const RunHeader& then, const RunHeader& now) {
  for (const Difference& difference : differences(then, now)) {
    throw UsageError(
        fmt::format("the {} is not what this run began with ({} then, {} now), so its verdicts would not be "
                    "comparable; start a new run",
                    difference.what, difference.then, difference.now));
  }
  if (then.machine.sandbox.on && !now.machine.sandbox.on) {
    throw InfrastructureError(
        fmt::format("this run builds in a sandbox, and now there can be none: {}", now.machine.sandbox.text));
  }
}

ExitCode resume(const std::string& run, const MovedTree& tree, const CommonOptions& common,
                std::optional<int> most_steps) {
  const Places places = common.places();
  const RunFolder folder = or_usage_error(RunFolder::open(places.results, run));
  RunHeader then = unfinished(folder).header;
  tree.apply(then);
  Plan plan = remake_plan(then, folder, places);
  require_same_ground(then, plan.header);
  plan.header = then;
  // Keep the job count the run began with; its recorded times belong to that count.
  plan.equipment.record.jobs = then.machine.jobs;
  FileLock lock = lock_tree(plan);
  Journal journal = Journal::reopen(folder.journal());
  // Read again: the run may have continued until we held the locks.
  JournalContent content = unfinished(folder);
  journal.cut_torn_line(content);
  return search(plan, {places, folder, std::move(lock), tree.path.empty() ? "" : then.tree},
                std::move(journal), std::move(content), common.json, most_steps);
}

}  // namespace

void add_resume_command(CLI::App& app, Action& action) {
  struct Options {
    CommonOptions common;
    std::string run;
    MovedTree tree;
    std::optional<int> steps;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("resume", "Continue a run that was interrupted");
  command->footer(
      "Builds are sandboxed as in the run. Refused are a run that is finished, another toolchain than the\n"
      "run's, and a machine where the sandbox no longer works although the run had one.");
  command->add_option("run", options->run, "Folder of the run, or its name in the results folder")
      ->required();
  options->tree.add_to(*command);
  options->common.add_to(*command);
  add_steps_option(*command, options->steps);
  command->callback([options, &action] {
    action = [options] { return resume(options->run, options->tree, options->common, options->steps); };
  });
}

}  // namespace kbisect
