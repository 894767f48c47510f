// Random histories, each searched with kbisect's own choice and with git's, compared with git itself.
#include <algorithm>
#include <cstdio>
#include <random>
#include <set>

#include "support/catch.hpp"
#include "support/sanitized.hpp"
#include "support/world.hpp"

namespace {

// Has merges of up to three parents, some of them criss-cross, and branches that start before the good end.
History random_history(std::mt19937& random) {
  const auto below = [&](size_t n) { return static_cast<int>(random() % n); };
  History history{.parents = {{}, {0}}};
  const int size = 5 + below(20);
  for (int i = 2; i < size; ++i) {
    std::set<int> parents;
    for (int left = 1 + below(3); left > 0; --left) parents.insert(std::max(0, i - 1 - below(5)));
    history.parents.emplace_back(parents.begin(), parents.end());
  }
  // The bad end merges all heads, so that it descends from every commit, including the good end.
  std::set<int> heads;
  for (int i = 0; i < size; ++i) heads.insert(i);
  for (const auto& parents : history.parents) {
    for (const int parent : parents) heads.erase(parent);
  }
  history.parents.emplace_back(heads.begin(), heads.end());
  history.culprit = 2 + below(static_cast<size_t>(size) - 1);
  return history;
}

// The commits that plain git bisect picks when given correct answers.
std::vector<int> picked_by_git(const World& world, const History& history) {
  std::vector<int> picks;
  world.git({"bisect", "start", "--no-checkout", "end", "start"});
  while (world.git({"rev-list", "--count", "refs/bisect/bad", "--not", "--glob=refs/bisect/good-*"}) != "1") {
    const std::string pick = world.git({"rev-parse", "BISECT_HEAD"});
    picks.push_back(world.number(pick));
    const bool is_bad = world.git({"rev-list", "--count", world.id(history.culprit), "--not", pick}) == "0";
    world.git({"bisect", is_bad ? "bad" : "good", pick});
  }
  world.git({"bisect", "reset"});
  return picks;
}

std::vector<int> built_in_search(const World& world) {
  std::vector<int> commits;
  for (const auto& line : world.journal()) {
    if (line["type"] == "step" && line["role"] == "search" && !line["build"]["reused"])
      commits.push_back(world.number(line["commit"]["id"]));
  }
  return commits;
}

void play(int rounds) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (int round = 0; round < rounds; ++round) {
    const History history = random_history(random);
    INFO("seed " << seed << ", round " << round << ", culprit " << history.culprit << " of "
                 << history.parents.size());
    for (const std::string pick : {"information", "git"}) {
      const World world(history);
      const Ended ended = world.run({"--pick", pick});
      INFO(pick << "\n" << ended.out << ended.err);
      // A merge, or what later commits changed again, cannot be reverted, and is then not proven.
      REQUIRE((ended.status == 0 || ended.status == 5));
      CHECK(world.result()["certificate"]["holds"] == (ended.status == 0));
      CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(history.culprit));
      CHECK(world.result()["certificate"]["proofs"][0]["holds"] == true);
      if (pick == "git") CHECK(built_in_search(world) == picked_by_git(world, history));
    }
  }
}

}  // namespace

TEST_CASE("in any history the culprit is found, and with --pick git as git goes", "[e2e.random_history]") {
  play(is_sanitized ? 2 : 10);
}

TEST_CASE("the same for a thousand histories", "[.][e2e_long.random_history]") {
  play(1000);
}
