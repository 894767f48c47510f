// kbisect certify RUN
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/earlier_run.hpp"
#include "cli/progress.hpp"
#include "engine/run/certification.hpp"
#include "engine/run/plan.hpp"
#include "engine/run/workshop.hpp"

namespace kbisect {
namespace {

const char* conclusion(const Certification& certification) {
  if (!certification.agreed()) return "the proof does NOT agree";
  return certification.certificate.holds() ? "the proof agrees"
                                           : "the proof agrees: it did not hold, and does not";
}

Certification certify_or_say_what_is_left(Workshop& workshop, const Plan& plan, const RunFolder& own,
                                          Observer& progress, const JournalContent& then) {
  try {
    return certify(workshop.bench(own, progress), then);
  } catch (const std::exception&) {
    std::fputs(
        fmt::format(
            "\nkbisect: stopped; {} may be deleted; the worktree {} is left, which the next command for "
            "this tree takes over\n",
            own.path().string(), plan.tree_places.worktree.string())
            .c_str(),
        stderr);
    throw;
  }
}

ExitCode certify_run(const std::string& run, const MovedTree& tree, const CommonOptions& common) {
  const Places places = common.places();
  const RunFolder folder = or_usage_error(RunFolder::open(places.results, run));
  JournalContent then = read_finished_run(folder, "certified");
  tree.apply(then.header);
  const Plan plan = remake_plan(then.header, folder, places);
  const FileLock lock = lock_tree(plan);
  lock.name_owner(fmt::format("the certification of {}", folder.path().string()));
  const RunFolder own = folder.for_certification();
  log::open(own.log());
  // Without a recorded acceleration KVM is tried again: this may be another machine.
  Workshop workshop(plan, std::nullopt);
  workshop.clear();
  const auto progress = common.json ? json_progress() : line_progress();
  const Certification certification = certify_or_say_what_is_left(workshop, plan, own, *progress, then);
  if (common.json) {
    emit("certify-ended", {{"result", to_json(certification)}});
  } else {
    std::string summary;
    for (const Agreement& agreement : certification.agreements) summary += text(agreement) + "\n";
    summary += fmt::format("{}\nrecord: {}\n", conclusion(certification), own.certificate().string());
    std::fputs(summary.c_str(), stdout);
  }
  return certification.agreed() ? ExitCode::found : ExitCode::does_not_hold;
}

}  // namespace

void add_certify_command(CLI::App& app, Action& action) {
  struct Options {
    CommonOptions common;
    std::string run;
    MovedTree tree;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("certify", "Repeat the proof of a finished run from its own files");
  command->footer(
      "Builds are sandboxed as in the run: if it had a sandbox, in one wherever it works on this machine.");
  command->add_option("run", options->run, "Folder of the run, or its name in the results folder")
      ->required();
  options->tree.add_to(*command);
  options->common.add_to(*command);
  command->callback([options, &action] {
    action = [options] { return certify_run(options->run, options->tree, options->common); };
  });
}

}  // namespace kbisect
