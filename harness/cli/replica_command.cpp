// kbisect replica DIR
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/own_program.hpp"
#include "engine/replica/replica.hpp"

namespace kbisect {
namespace {

ExitCode replica(const ReplicaRequest& request) {
  const Stopwatch stopwatch;
  const Replica made = make_replica(request, [&] {
    fmt::print("making a replica of {} commits from {} (a minute or two)\n", request.commits,
               request.source.string());
    std::fflush(stdout);
  });
  fmt::print(
      "{}: {} commits, {} of them merges, after {}\n"
      "a replica, not upstream's history; look for its culprit with:\n"
      "{} run kata-loop-mount --linux {} --good {} --bad {}\n",
      request.directory.string(), made.commits, made.merges, duration_text(stopwatch.seconds()),
      own_program(), shell_quoted(request.directory), made.good_tag, made.bad_tag);
  return ExitCode::found;
}

}  // namespace

void add_replica_command(CLI::App& app, Action& action) {
  const auto request = std::make_shared<ReplicaRequest>(
      ReplicaRequest{.source = "/usr/src/linux-source-6.12.tar.xz", .commits = 128, .seed = 1});
  CLI::App* command = app.add_subcommand(
      "replica", "Make a git history with the loop-mount culprit planted in it, to try kbisect on");
  command->footer(
      "The history is made from one kernel's source, with small edits and one culprit: that of the\n"
      "loop-mount bug, planted at a commit drawn from --seed. `kbisect run kata-loop-mount` finds it; the\n"
      "whole command is printed at the end.");
  command->add_option("directory", request->directory, "Bare repository to make; must not exist")->required();
  command
      ->add_option("--commits", request->commits,
                   "Number of commits, merges included, 2 to 20000; approximate with --shape")
      ->capture_default_str();
  command->add_option("--shape", request->shape,
                      "File with the shape of a history (per line a commit and its parents, as numbers), of\n"
                      "which about --commits commits are taken (default: a shape drawn from --seed)");
  command->add_option("--seed", request->seed, "Seed from which the edits and the culprit's place are drawn")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      ->add_option("--unbuildable", request->unbuildable,
                   "Number of commits around the middle that do not build; approximate")
      ->check(CLI::Range(0, most_replica_commits))
      ->capture_default_str();
  command->add_option("--source", request->source, "Tarball of a kernel's source, 6.8 or later")
      ->capture_default_str();
  command->callback([request, &action] { action = [request] { return replica(*request); }; });
}

}  // namespace kbisect
