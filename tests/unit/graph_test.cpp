#include "model/search/graph.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

CandidateGraph line(int count) {
  CandidateGraph graph;
  for (int i = 0; i < count; ++i) {
    graph.ids.push_back(std::to_string(i));
    graph.parents.push_back(i == 0 ? std::vector<int>{} : std::vector<int>{i - 1});
  }
  return graph;
}

// Each commit has one to three parents among those before it.
CandidateGraph random_graph(std::mt19937& random, int count) {
  CandidateGraph graph = line(count);
  for (int i = 2; i < count; ++i) {
    std::set<int> parents{i - 1 - static_cast<int>(random() % 2)};
    for (unsigned extra = random() % 3; extra > 0; --extra)
      parents.insert(static_cast<int>(random() % static_cast<unsigned>(i)));
    graph.parents[static_cast<size_t>(i)].assign(parents.begin(), parents.end());
  }
  return graph;
}

bool descends(const CandidateGraph& graph, int from, int to) {
  if (from == to) return true;
  for (const int parent : graph.parents[static_cast<size_t>(from)]) {
    if (descends(graph, parent, to)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("verdicts on a line leave what lies between them", "[graph]") {
  const CandidateGraph graph = line(10);
  const Remaining remaining = remaining_after(
      graph, {{"2", Good{}}, {"7", Bad{}}, {"4", Skip{SkipReason::cannot_build, ""}}, {"9", Bad{}}},
      Hunt::regression);
  CHECK(remaining.candidates == std::vector<int>{3, 4, 5, 6, 7});
  CHECK(remaining.oldest_new == 7);
}

TEST_CASE("for a fix, bad commits are those before it", "[graph]") {
  const Remaining remaining =
      remaining_after(line(10), {{"2", Bad{}}, {"7", Good{}}, {"9", Good{}}}, Hunt::fix);
  CHECK(remaining.candidates == std::vector<int>{3, 4, 5, 6, 7});
  CHECK(remaining.oldest_new == 7);
  CHECK_THROWS_AS(remaining_after(line(5), {{"3", Bad{}}, {"1", Good{}}}, Hunt::fix), std::logic_error);
}

TEST_CASE("the end of a search is seen", "[graph]") {
  const Remaining found =
      remaining_after(line(5), {{"2", Good{}}, {"3", Bad{}}, {"4", Bad{}}}, Hunt::regression);
  CHECK(found.candidates == std::vector<int>{3});
  const Skip skip{SkipReason::panic, ""};
  const Remaining skipped =
      remaining_after(line(5), {{"1", Good{}}, {"2", skip}, {"3", skip}, {"4", Bad{}}}, Hunt::regression);
  CHECK(skipped.candidates == std::vector<int>{2, 3, 4});
}

TEST_CASE("a good commit above a bad one is no history", "[graph]") {
  CHECK_THROWS_AS(remaining_after(line(5), {{"3", Good{}}, {"1", Bad{}}, {"4", Bad{}}}, Hunt::regression),
                  std::logic_error);
}

TEST_CASE("commits of two branches may both be bad, and then the culprit is below both", "[graph]") {
  // 0 - 1 - 2 - 4
  //      \- 3 -/
  CandidateGraph graph = line(5);
  graph.parents = {{}, {0}, {1}, {1}, {2, 3}};
  const Remaining remaining =
      remaining_after(graph, {{"2", Bad{}}, {"3", Bad{}}, {"4", Bad{}}}, Hunt::regression);
  CHECK(remaining.candidates == std::vector<int>{0, 1});
  CHECK((remaining.oldest_new == 2 || remaining.oldest_new == 3));
  // Verdicts are only likely, so they may contradict each other: all that 2 and 3 have in common is good.
  CHECK(remaining_after(graph, {{"1", Good{}}, {"2", Bad{}}, {"3", Bad{}}}, Hunt::regression)
            .candidates.empty());
}

TEST_CASE("in any history the planted culprit is never ruled out", "[graph]") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const int count = 3 + static_cast<int>(random() % 20);
    const CandidateGraph graph = random_graph(random, count);
    const int culprit = static_cast<int>(random() % static_cast<unsigned>(count));
    // A random history may have commits that the bad end does not descend from; git's candidates never do.
    if (!descends(graph, count - 1, culprit)) continue;
    std::map<std::string, Verdict> verdicts{{std::to_string(count - 1), Bad{}}};
    while (true) {
      const Remaining remaining = remaining_after(graph, verdicts, Hunt::regression);
      REQUIRE(std::count(remaining.candidates.begin(), remaining.candidates.end(), culprit) == 1);
      std::vector<int> untested;
      for (const int i : remaining.candidates) {
        if (verdicts.count(std::to_string(i)) == 0) untested.push_back(i);
      }
      if (untested.empty()) {
        CHECK(remaining.candidates == std::vector<int>{culprit});
        break;
      }
      const int pick = untested[random() % untested.size()];
      verdicts[std::to_string(pick)] = descends(graph, pick, culprit) ? Verdict(Bad{}) : Verdict(Good{});
    }
  }
}

TEST_CASE("the estimate of steps is git's", "[graph]") {
  // As printed by `git bisect` for ranges of these sizes.
  CHECK(estimated_steps(1) == 0);
  CHECK(estimated_steps(2) == 0);
  CHECK(estimated_steps(3) == 1);
  CHECK(estimated_steps(10922) == 12);
  CHECK(estimated_steps(10923) == 13);
  CHECK(estimated_steps(21845) == 13);
  CHECK(estimated_steps(21846) == 14);
}
