// Measures planning and picking: reading the candidates, computing their ancestry, finding the commits that
// change build inputs, and choosing the next commit. Prints a Markdown table with one row.
//
//   kbisect-bench-pick --commits N                       a generated history, in memory
//   kbisect-bench-pick REPOSITORY GOOD BAD INPUTS.zst    a real one, with the inputs.zst of a run's folder
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <memory>
#include <random>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/zstd.hpp"
#include "bench/bench_main.hpp"
#include "engine/run/pruning.hpp"
#include "model/replica/history_shape.hpp"
#include "model/search/search.hpp"
#include "tools/git_read.hpp"

using namespace kbisect;

namespace {

long peak_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

CandidateGraph made_up(int commits) {
  std::mt19937_64 random(1);
  HistoryShape shape = branching_shape(commits, random);
  CandidateGraph graph;
  for (int i = 1; i <= commits; ++i) {
    graph.ids.push_back(std::to_string(i));
    std::vector<int>& parents = graph.parents.emplace_back();
    for (const int parent : shape.parents[static_cast<size_t>(i)]) {
      if (parent > 0) parents.push_back(parent - 1);
    }
  }
  return graph;
}

// The time of the slowest choice in a search for one culprit with reliable boots, in seconds.
double slowest_pick(const std::shared_ptr<const Ancestry>& ancestry, const Prior* expected, int culprit) {
  Search search(ancestry, {});
  if (expected != nullptr) search.expect(*expected);
  double slowest = 0;
  while (true) {
    const Stopwatch watch;
    const Next next = search.next({});
    slowest = std::max(slowest, watch.seconds());
    const auto* again = std::get_if<BootAgain>(&next);
    const auto* fresh = std::get_if<TestNew>(&next);
    if (again == nullptr && fresh == nullptr) return slowest;
    const int commit = again != nullptr ? again->commit : fresh->commit;
    search.saw(commit, commit != old_end_index && ancestry->up_to(commit).contains(culprit));
  }
}

struct Asked {
  int commits = 0;  // of a generated history; or
  std::string history;
  std::string good;
  std::string bad;
  std::string inputs;
};

int measure(const Asked& asked) {
  const bool is_real = !asked.inputs.empty();
  Stopwatch watch;
  const auto lap = [&] {
    const double seconds = watch.seconds();
    watch = Stopwatch();
    return seconds;
  };
  std::optional<GitReader> git;
  if (is_real) git = or_usage_error(GitReader::open(asked.history));
  const CandidateGraph graph = is_real ? git->candidates(or_usage_error(git->resolve(asked.good)),
                                                         or_usage_error(git->resolve(asked.bad)))
                                       : made_up(asked.commits);
  const double reading = lap();
  const auto ancestry = std::make_shared<const Ancestry>(graph.parents);
  const double descent = lap();
  std::optional<Prior> expected;
  double diffing = 0;
  if (is_real) {
    const auto text = or_usage_error(zstd_decompress(or_usage_error(read_file(asked.inputs))));
    Pruning pruning(*git, graph, "x86");
    pruning.learn(BuildInputs::from_text("x86", text));
    expected = pruning.prior();
    diffing = lap();
  }
  const CommitSet likely = expected ? expected->likely : ancestry->up_to(ancestry->size() - 1);
  const int culprit = likely.members()[static_cast<size_t>(likely.count() / 3)];
  const double picking = slowest_pick(ancestry, expected ? &*expected : nullptr, culprit);
  fmt::print(
      "| commits | that change inputs | read, s | descent, s | inputs diffed, s | slowest pick, ms | MiB |\n"
      "|---|---|---|---|---|---|---|\n| {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.1f} | {} |\n",
      ancestry->size(), likely.count(), reading, descent, diffing, 1000 * picking, peak_mib());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures planning a search and picking its commits.", "kbisect-bench-pick");
  Asked asked;
  app.add_option("--commits", asked.commits, "Length of a generated history")
      ->check(CLI::Range(1, 1'000'000));
  CLI::Option* history = app.add_option("history", asked.history, "Git repository");
  CLI::Option* good = app.add_option("good", asked.good, "Its good end");
  CLI::Option* bad = app.add_option("bad", asked.bad, "Its bad end");
  CLI::Option* inputs = app.add_option("inputs", asked.inputs, "inputs.zst of a run's folder");
  history->needs(good)->needs(bad)->needs(inputs)->excludes("--commits");
  app.require_option(1, 0);
  return run_bench(app, argc, argv, [&] { return measure(asked); });
}
