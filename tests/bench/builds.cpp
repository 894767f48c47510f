// How many commits each method builds until a planted culprit is named, on a real history and with the build
// inputs that a run has recorded. No kernel is built: a commit is bad if it descends from the culprit.
//
//   kbisect-bench-builds REPOSITORY GOOD BAD INPUTS.zst CULPRITS SOURCE BUILD
//
// BUILD is the build directory of such a build of SOURCE; its record of what each object read tells what each
// method would compile.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>

#include "base/files.hpp"
#include "base/zstd.hpp"
#include "bench/bench_main.hpp"
#include "engine/run/pruning.hpp"
#include "engine/run/touched_objects.hpp"
#include "model/search/rebuilds.hpp"
#include "support/simulated_search.hpp"
#include "tools/git_read.hpp"
#include "tools/kbuild.hpp"

using namespace kbisect;
using simulated::Bug;
using simulated::Ended;

namespace {

struct Asked {
  std::string repository;
  std::string good;
  std::string bad;
  std::string inputs;
  int culprits = 0;
  std::string source;
  std::string build;
};

int measure(const Asked& asked) {
  const GitReader git = or_usage_error(GitReader::open(asked.repository));
  const CandidateGraph graph =
      git.candidates(or_usage_error(git.resolve(asked.good)), or_usage_error(git.resolve(asked.bad)));
  const auto ancestry = std::make_shared<const Ancestry>(graph.parents);
  Pruning pruning(git, graph, "x86");
  const auto text = or_usage_error(zstd_decompress(or_usage_error(read_file(asked.inputs))));
  pruning.learn(BuildInputs::from_text("x86", text));
  const Prior expected = pruning.prior();
  const Arch* arch = find_arch("x86_64");
  const ObjectReaders readers =
      read_records({.source = asked.source, .build = asked.build, .arch = arch}).readers;
  const Rebuilds rebuilds(ancestry, readers.object_count(),
                          TouchedObjects(git, graph).of(expected.likely.members(), readers));

  struct Way {
    const char* name;
    std::function<Ended(const Bug&, std::mt19937_64&)> search;
  };
  const Way ways[] = {
      {"git bisect run",
       [&](const Bug& bug, auto& random) {
         return simulated::plain_bisection(*ancestry, bug, 1, random, &rebuilds);
       }},
      {"kbisect --discard nothing",
       [&](const Bug& bug, auto& random) {
         return simulated::search(ancestry, bug, random, {.rebuilds = &rebuilds, .picks_by_cost = false});
       }},
      {"kbisect, whatever a build compiles",
       [&](const Bug& bug, auto& random) {
         return simulated::search(ancestry, bug, random,
                                  {.expected = &expected, .rebuilds = &rebuilds, .picks_by_cost = false});
       }},
      {"kbisect", [&](const Bug& bug, auto& random) {
         return simulated::search(ancestry, bug, random, {.expected = &expected, .rebuilds = &rebuilds});
       }}};
  fmt::print(
      "{} candidates, {} of which change what the build reads, and {} merges of such; {} asked.culprits "
      "among "
      "the former; {} objects\n\n",
      ancestry->size(), expected.likely.count(), expected.less_likely.count(), asked.culprits,
      rebuilds.objects());
  fmt::print(
      "| way | right | built to the name | at most | objects | and for the proof | boots | slowest pick, ms "
      "|\n|---|---|---|---|---|---|---|---|\n");
  const std::vector<int> possible = expected.likely.members();
  for (const Way& way : ways) {
    std::mt19937_64 random(20240109);
    int right = 0;
    // kbisect builds both ends as well; they are not counted. git bisect is told the ends and builds neither.
    const int ends = &way == ways ? 0 : 2;
    int named = 0;
    int built = 0;
    int most = 0;
    long objects = 0;
    int boots = 0;
    double slowest_pick = 0;
    for (int i = 0; i < asked.culprits; ++i) {
      const Bug bug{.culprit = possible[random() % possible.size()]};
      const Ended ended = way.search(bug, random);
      right += ended.answer == std::vector<int>{bug.culprit} ? 1 : 0;
      named += ended.named_after - ends;
      built += ended.built - ends;
      boots += ended.boots;
      objects += ended.objects;
      most = std::max(most, ended.named_after - ends);
      slowest_pick = std::max(slowest_pick, ended.slowest_pick);
    }
    const double n = asked.culprits;
    const std::string pick = slowest_pick > 0 ? fmt::format("{:.1f}", 1000 * slowest_pick) : "-";
    fmt::print("| {} | {:.1f} % | {:.1f} | {} | {:.0f} | {:.1f} | {:.1f} | {} |\n", way.name, 100 * right / n,
               named / n, most, static_cast<double>(objects) / n, (built - named) / n, boots / n, pick);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Counts what searches would build of a real history, by simulation.", "kbisect-bench-builds");
  Asked asked;
  app.add_option("repository", asked.repository, "Git repository")->required();
  app.add_option("good", asked.good, "Its good end")->required();
  app.add_option("bad", asked.bad, "Its bad end")->required();
  app.add_option("inputs", asked.inputs, "inputs.zst of a run's folder")->required();
  app.add_option("culprits", asked.culprits, "Number of searches of each kind")
      ->required()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("source", asked.source, "Source folder of the build")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("build", asked.build, "Build folder, for its Kbuild records")
      ->required()
      ->check(CLI::ExistingDirectory);
  return run_bench(app, argc, argv, [&] { return measure(asked); });
}
