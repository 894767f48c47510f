// How often searches are right, and what they cost, on a history with a planted culprit and unreliable boots.
// No kernel is built. Prints a Markdown table.
//
//   kbisect-bench-search HISTORY [CULPRITS [FAILS_AT_BAD FAILS_AT_GOOD]]    rates 0 to 1; one row
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>

#include "bench/bench_main.hpp"
#include "support/simulated_search.hpp"

namespace {

using simulated::Bug;
using simulated::Ended;
using Way = std::function<Ended(const Bug&, std::mt19937_64&)>;

constexpr unsigned seed = 20240109;

std::string measure(const Way& way, int candidates, int culprits, const kbisect::Rates& rates) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<> any(0, candidates - 1);
  int right = 0;
  long built = 0;
  long boots = 0;
  int most_boots = 0;
  for (int i = 0; i < culprits; ++i) {
    const Bug bug{.culprit = any(random), .rates = rates};
    std::mt19937_64 own(random());
    const Ended ended = way(bug, own);
    right += ended.answer == std::vector<int>{bug.culprit} ? 1 : 0;
    built += ended.built;
    boots += ended.boots;
    most_boots = std::max(most_boots, ended.boots);
  }
  const double n = culprits;
  return fmt::format(" {:.1f} % | {:.1f} | {:.1f}, at most {} |", 100 * right / n,
                     static_cast<double>(built) / n, static_cast<double>(boots) / n, most_boots);
}

struct Asked {
  std::string history;
  int culprits = 1000;
  std::optional<kbisect::Rates> only;
};

int measure_all(const Asked& asked) {
  const auto ancestry = std::make_shared<const kbisect::Ancestry>(simulated::read_history(asked.history));
  const Way ours = [&](const Bug& bug, auto& random) { return simulated::search(ancestry, bug, random); };
  const Way plain = [&](const Bug& bug, auto& random) {
    return simulated::plain_bisection(*ancestry, bug, 1, random);
  };
  const Way ten = [&](const Bug& bug, auto& random) {
    return simulated::plain_bisection(*ancestry, bug, 10, random);
  };
  fmt::print("{} candidates, {} culprits each\n\n", ancestry->size(), asked.culprits);
  fmt::print(
      "| fails at bad | fails at good | kbisect: right | built | boots | git bisect run: right | built | "
      "boots |"
      " 10 boots a step: right | built | boots |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  std::vector<kbisect::Rates> rows;
  if (asked.only) {
    rows.push_back(*asked.only);
  } else {
    for (const double good : {0.0, 0.02}) {
      for (const double bad : {1.0, 0.9, 0.5, 0.2}) rows.push_back({.bad = bad, .good = good});
    }
  }
  for (const kbisect::Rates& rates : rows) {
    fmt::print("| {:.0f} % | {:.0f} % |", 100 * rates.bad, 100 * rates.good);
    for (const Way& way : {ours, plain, ten})
      fmt::print("{}", measure(way, ancestry->size(), asked.culprits, rates));
    fmt::print("\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures searches for culprits that fail now and then, by simulation.",
               "kbisect-bench-search");
  Asked asked;
  std::vector<double> rates;
  app.add_option("history", asked.history, "File with the shape of a history")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("culprits", asked.culprits, "Number of searches in each row")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("rates", rates, "One row alone: how often bad commits fail, and good ones")
      ->expected(2)
      ->check(CLI::Range(0.0, 1.0));
  return run_bench(app, argc, argv, [&] {
    if (!rates.empty()) asked.only = {.bad = rates[0], .good = rates[1]};
    return measure_all(asked);
  });
}
