#include "cli/search.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cstdio>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "cli/own_program.hpp"
#include "cli/progress.hpp"
#include "engine/run/session.hpp"
#include "engine/run/timings.hpp"
#include "engine/run/workshop.hpp"
#include "model/json_text.hpp"
#include "model/search/certificate.hpp"
#include "report/markdown.hpp"
#include "report/result_json.hpp"

namespace kbisect {
namespace {

// A command that works from any directory: absolute paths, and the options that moved a place from its
// default.
std::string resume_command(const Site& site) {
  const Places& places = site.places;
  const Places usual = default_places();
  std::string command = own_program() + " resume " + shell_quoted(site.folder.path());
  if (!site.moved_tree.empty()) command += " --linux " + shell_quoted(site.moved_tree);
  if (places.configs != usual.configs) {
    command += " --configs " + shell_quoted(std::filesystem::absolute(places.configs));
  }
  if (places.cache != usual.cache)
    command += " --cache " + shell_quoted(std::filesystem::absolute(places.cache));
  return command;
}

// Names the full disks, since a program that ran out of space (git, for one) may not have said so.
std::string full_disks(const Plan& plan, const Site& site) {
  constexpr std::uintmax_t next_to_nothing = 16 << 20;
  std::string text;
  for (const auto& place : {site.folder.path(), site.places.cache, std::filesystem::path(plan.header.tree)}) {
    std::error_code error;
    const auto space = std::filesystem::space(place, error);
    if (!error && space.available < next_to_nothing)
      text += fmt::format("kbisect: the disk with {} is full\n", place.string());
  }
  return text;
}

// Kept for the forecasts of later runs; a failure is only logged, since this run already has its answer.
void remember_timings(const Places& places, const Result& result) {
  try {
    Timings(places).add(result.header, result.steps);
  } catch (const InfrastructureError& error) {
    log::debug(error.what());
  }
}

}  // namespace

ExitCode search(const Plan& plan, const Site& site, Journal journal, JournalContent content, bool json,
                std::optional<int> most_steps) {
  const RunFolder& folder = site.folder;
  site.lock.name_owner(fmt::format("the run {} (process {})", folder.path().string(), ::getpid()));
  try {
    log::open(folder.log());
    Workshop workshop(plan, content.acceleration);
    // A stopped run that was never resumed may have left kernels behind.
    if (content.steps.empty()) workshop.clear();
    const auto progress = json ? json_progress() : line_progress();
    Session session(workshop.bench(folder, *progress), journal, std::move(content));
    const Result result = session.run(most_steps);
    write_atomically(folder.result(), json_file(result_json(result)));
    write_atomically(folder.report(), markdown_report(result));
    progress->run_ended(result);
    session.clean_up();
    journal.add(result.outcome);
    remember_timings(site.places, result);
    return exit_code(result);
  } catch (const std::exception&) {
    std::fputs(
        fmt::format("\n{}kbisect: stopped; go on with: {}\n", full_disks(plan, site), resume_command(site))
            .c_str(),
        stderr);
    throw;
  }
}

}  // namespace kbisect
