// kbisect replica DIR
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/search.hpp"
#include "engine/replica.hpp"

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
  CLI::App* command =
      app.add_subcommand("replica", "Make a history to try things on, out of a kernel's source");
  command->add_option("directory", request->directory, "The repository to make, bare; must not exist")
      ->required();
  command->add_option("--commits", request->commits, "How many commits, merges included")
      ->capture_default_str();
  command->add_option("--shape", request->shape,
                      "A file with the shape of a history, about --commits of which are taken");
  command->add_option("--seed", request->seed, "What the edits and the culprit's place are drawn from")
      ->capture_default_str();
  command
      ->add_option("--unbuildable", request->unbuildable,
                   "How many commits around the middle are not to build")
      ->check(CLI::Range(0, most_replica_commits))
      ->capture_default_str();
  command->add_option("--source", request->source, "A kernel's source tarball, from 6.8 on")
      ->capture_default_str();
  command->callback([request, &action] { action = [request] { return replica(*request); }; });
}

}  // namespace kbisect
