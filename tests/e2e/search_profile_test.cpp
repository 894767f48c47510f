// Searches with a smaller config than the proof's.
#include <csignal>
#include <map>
#include <set>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/world.hpp"

namespace {

const std::vector<std::string> with_slim{"--search-profile", "slim"};

// "bad end 15": role and commit of each recorded step with this config, except for the revert.
std::vector<std::string> steps_of(const World& world, const std::string& config) {
  std::vector<std::string> steps;
  for (const auto& line : world.journal()) {
    if (line["type"] != "step" || line["role"] == "revert" || line["config"] != config) continue;
    steps.push_back(line["role"].get<std::string>() + " " +
                    std::to_string(world.number(line["commit"]["id"])));
  }
  return steps;
}

// With the smaller config the bug shows from commit 8 on, with the whole one from commit 5 on.
World with_a_later_bug_when_slim() {
  return World(
      {.otherwise = {{5, "bad~good"}, {6, "bad~good"}, {7, "bad~good"}, {9, "bad~good"}, {10, "bad~good"}}});
}

}  // namespace

TEST_CASE("the search has the smaller config, the proof the whole one", "[e2e.search_profile]") {
  const World world;
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  CHECK(world.result()["certificate"]["holds"] == true);
  CHECK(world.result()["search_profile_given_up"].get<std::string>().empty());
  CHECK(steps_of(world, "full") == std::vector<std::string>{"proof 5", "proof 4"});
  const auto searched = steps_of(world, "search");
  REQUIRE(searched.size() >= 4);
  CHECK(searched[0] == "bad end 15");
  CHECK(searched[1] == "good end 1");
  CHECK_THAT(ended.out, contains("with the whole config"));
}

TEST_CASE("a smaller config that does not show the bug is given up", "[e2e.search_profile]") {
  const std::string bad_end = GENERATE("bad~good", "bad~no-build", "bad~panics");
  const World world({.otherwise = {{15, bad_end}}});
  const Ended ended = world.run(with_slim);
  INFO(bad_end << ended.out << ended.err);
  require_culprit(world, ended, 5);
  CHECK_THAT(world.result()["search_profile_given_up"].get<std::string>(), contains("the bad end"));
  for (const std::string& step : steps_of(world, "search")) CHECK(step == "bad end 15");
  CHECK_THAT(world.report(), contains("given up: the bad end"));
}

TEST_CASE("where the whole config says otherwise, the search begins anew with it", "[e2e.search_profile]") {
  const World world = with_a_later_bug_when_slim();
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  CHECK_THAT(world.result()["search_profile_given_up"].get<std::string>(),
             contains("with the whole config " + world.id(7).substr(0, 12) + " is bad"));
}

TEST_CASE("a culprit that cannot be built whole is told with those that it cannot be told from",
          "[e2e.search_profile]") {
  const World world({.otherwise = {{5, "no-build~bad"}}});
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  CHECK(ended.status == 3);
  std::set<std::string> left;
  const auto result = world.result();
  for (const auto& commit : result["outcome"]["candidates"]) left.insert(commit["id"]);
  CHECK(left == std::set<std::string>{world.id(5), world.id(6)});
}

TEST_CASE("a stretch that only the smaller config cannot build is searched with the whole one",
          "[e2e.search_profile]") {
  const World world({.otherwise = {{5, "bad~no-build"}}});
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  CHECK_THAT(world.result()["search_profile_given_up"].get<std::string>(), contains("cannot be told apart"));
}

TEST_CASE("a parent that is bad whole, below what the search took for good", "[e2e.search_profile]") {
  // The proof of 8 finds its parent 2 bad, although 3 to 7 were good with the smaller config.
  std::map<int, std::string> otherwise;
  for (int commit = 2; commit <= 7; ++commit) otherwise[commit] = "bad~good";
  const World world({.parents = {{}, {0}, {1}, {2}, {3}, {4}, {5}, {6}, {2}, {7, 8}, {9}},
                     .culprit = 2,
                     .otherwise = otherwise});
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 2);
  CHECK_FALSE(world.result()["search_profile_given_up"].get<std::string>().empty());
}

TEST_CASE("a good end that only the proof has tested whole", "[e2e.search_profile]") {
  // With the smaller config the bug first shows in 4, a merge of the good end and 3.
  const World world({.parents = {{}, {0}, {1}, {2}, {1, 3}, {4}, {5}, {6}},
                     .culprit = 2,
                     .otherwise = {{2, "bad~good"}, {3, "bad~good"}}});
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 2);
}

TEST_CASE("a parent that cannot be built whole leaves the culprit unproven", "[e2e.search_profile]") {
  const World world({.otherwise = {{4, "no-build~good"}}});
  const Ended ended = world.run(with_slim);
  INFO(ended.out << ended.err);
  CHECK(ended.status == 5);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
  CHECK(world.result()["certificate"]["holds"] == false);
  CHECK(world.result()["search_profile_given_up"].get<std::string>().empty());
}

TEST_CASE("a run that has given its smaller config up does so no second time", "[e2e.search_profile]") {
  World world = with_a_later_bug_when_slim();
  // By then both ends have been tested with the whole config.
  world.trouble("hang-in-build", 10);
  Child child = world.start(world.run_arguments(with_slim));
  REQUIRE(world.reached());
  child.signal(SIGKILL);
  child.wait();
  world.no_trouble();
  REQUIRE(steps_of(world, "full").back() == "good end 1");
  const Ended resumed = world.resume();
  INFO(resumed.out << resumed.err);
  require_culprit(world, resumed, 5);
  int given_up = 0;
  for (const auto& line : world.journal()) given_up += line["type"] == "search-profile-given-up" ? 1 : 0;
  CHECK(given_up == 1);
}

TEST_CASE("a proof is repeated with the whole config", "[e2e.search_profile]") {
  const World world;
  REQUIRE(world.run(with_slim).status == 0);
  const Ended certified = world.kbisect({"certify", world.run_folder(), "--configs", world.configs(),
                                         "--cache", world.cache(), "--results", world.results()});
  INFO(certified.out << certified.err);
  CHECK(certified.status == 0);
  CHECK_THAT(certified.out, contains("the proof agrees"));
}

TEST_CASE("another question than the campaign's has not the campaign's search profile",
          "[e2e.search_profile]") {
  const World world;
  const auto file = world.configs() / "campaigns/small.json";
  auto campaign = nlohmann::json::parse(*kbisect::read_file(file));
  campaign["search_profile"] = "absent";
  kbisect::write_atomically(file, campaign.dump());
  CHECK(world.run().status == 2);
  CHECK(world.run({"--search-profile", "none"}).status == 0);
  CHECK(world.run({"--profile", "small"}).status == 0);
  CHECK(world.run({"--symptom-errno", "EBUSY"}).status == 0);
}

TEST_CASE("a search profile that is not there is told by its key", "[e2e.search_profile]") {
  const World world;
  const Ended ended = world.run({"--search-profile", "absent"});
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, contains("search_profile: profile 'absent'"));
}

TEST_CASE("what slim cannot do is said before anything is built", "[e2e.search_profile]") {
  const World world;
  const auto slim = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"slim",          "small",         "--configs",
                                       world.configs(), "--cache",       world.cache(),
                                       "--results",     world.results(), "--no-sandbox"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = world.kbisect(arguments);
    CHECK(ended.status == 2);
    return ended.err;
  };
  CHECK_THAT(slim({"--symptom-hang", "boot"}), contains("symptom.hang"));
  CHECK_THAT(slim({"--output", world.configs() / "small"}), contains("it exists"));
  CHECK(world.made().empty());
}

TEST_CASE("there is nothing to slim for where the bad end is not bad", "[e2e.search_profile]") {
  const World world;
  const std::string before = world.user_state();
  const Ended ended = world.kbisect({"slim", "small", "--bad", world.id(3), "--configs", world.configs(),
                                     "--cache", world.cache(), "--results", world.results(), "--no-sandbox"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 4);
  CHECK_THAT(ended.out, contains("the bad end is not bad with the whole config: good"));
  CHECK(world.change_since(before).empty());
}

TEST_CASE("a run says what it is expected to take once such kernels were built here",
          "[e2e.search_profile]") {
  const World world;
  const Ended first = world.run(with_slim);
  CHECK_THAT(first.out, contains("how long it will take is unknown"));
  const Ended second = world.run(with_slim);
  CHECK(second.status == 0);
  CHECK_THAT(second.out, contains("expected to take about"));
  CHECK_THAT(second.out, contains(" expected): make"));
}
