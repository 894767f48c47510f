// kbisect releases: which releases are tested, in what order, and what is said of them.
#include <algorithm>
#include <csignal>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Sixteen commits of which each is a release, commit 0 being v1.0; broken by 5, which 15 still has.
void tag_all(const World& world) {
  for (int commit = 0; commit < 16; ++commit)
    world.git({"tag", "v1." + std::to_string(commit), world.id(commit)});
  world.git({"tag", "v1.15-rc1", world.id(14)});
  world.git({"tag", "next-20240105", world.id(13)});
}

std::vector<std::string> arguments(const World& world, std::vector<std::string> more) {
  more.insert(more.begin(), {"--boots", "1"});
  return world.trial_arguments("releases", more);
}

// "end bad, v1.14 bad"
std::string rows(const World& world) {
  std::string text;
  const json all = world.result()["rows"];
  for (const json& row : all) {
    text += (text.empty() ? "" : ", ") + row["trial"]["source"]["name"].get<std::string>() + " " +
            row["verdict"]["term"].get<std::string>();
  }
  return text;
}

void require_refused(const World& world, const std::vector<std::string>& more, const std::string& named) {
  const Ended ended = world.kbisect(arguments(world, more));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, contains(named));
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  CHECK(ended.out.empty());
  CHECK_FALSE(fs::exists(world.results()));
}

}  // namespace

TEST_CASE("back from a bad release by one, two, three, until one is good", "[e2e.releases]") {
  const World world;
  tag_all(world);
  const auto before = world.user_state();
  const Ended ended = world.kbisect(arguments(world, {"end"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  // Commits 9 and 10 lie beside 8, and 4, 5 and 6 beside 3: all but 3 itself have the culprit below them from
  // 7 on.
  CHECK(rows(world) == "end bad, v1.14 bad, v1.12 bad, v1.9 bad, v1.5 bad, v1.0 good");
  CHECK(world.result()["outcome"] == json({{"kind", "bounds-found"}, {"good", "v1.0"}, {"bad", "v1.5"}}));
  CHECK_THAT(world.report(), Catch::Matchers::StartsWith("# small: broken between v1.0 and v1.5\n\n"));
  for (const std::string& text : {ended.out, world.report()})
    CHECK_THAT(text, contains("Good in v1.0, bad from v1.5 on."));
  CHECK(world.change_since(before).empty());
}

TEST_CASE("a hunt that was stopped says nothing yet, and one that has ended what to do next",
          "[e2e.releases]") {
  const World world;
  tag_all(world);
  world.trouble("hang-in-build", 3);
  Child stopped = world.start(arguments(world, {"end"}));
  REQUIRE(world.reached());
  stopped.signal(SIGINT);
  CHECK(stopped.wait().status == 130);
  CHECK_THAT(world.report(), contains("Not finished yet."));
  CHECK_FALSE(world.result().contains("outcome"));
  CHECK_FALSE(world.result().contains("exit_code"));
  world.no_trouble();
  fs::remove_all(world.results());
  const Ended ended = world.kbisect(arguments(world, {"end", "--json"}));
  CHECK(ended.status == 0);
  const size_t last = ended.out.rfind('\n', ended.out.size() - 2) + 1;
  const json event = json::parse(ended.out.substr(last));
  CHECK(event["event"] == "releases-ended");
  CHECK(event["result"] == world.result());
  CHECK_THAT(world.report(), contains("kbisect run small --configs ") && contains(" --good v1.0 --bad v1.5"));
  CHECK(world.result()["exit_code"] == 0);
}

TEST_CASE("the run that is proposed asks the same question", "[e2e.releases]") {
  const World world({.culprit = 11, .otherwise = {{12, "panics"}}});
  tag_all(world);
  kbisect::write_atomically(world.path() / "my test.sh", "#!/bin/sh\nfalse\n");
  fs::permissions(world.path() / "my test.sh", fs::perms::owner_all);
  const Ended ended = world.kbisect(arguments(
      world, {"v1.13", "--test", "./my test.sh", "--boot-seconds", "5", "--whitelist", "CONFIG_X"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  // What does not boot is not bad, with one's own test either.
  CHECK(rows(world) == "v1.13 bad, v1.12 skip, v1.11 bad, v1.9 good");
  CHECK_THAT(
      world.report(),
      contains("kbisect run small --test './my test.sh' --boot-seconds 5 --whitelist CONFIG_X --configs ") &&
          contains(" --no-sandbox --good v1.9 --bad v1.11\n"));
  // To be run as it stands.
  CHECK_THAT(ended.out, contains(KBISECT_BINARY " run small --test './my test.sh'"));
}

TEST_CASE("beside a release that does not build its neighbour is tested", "[e2e.releases]") {
  const World world({.culprit = 11, .otherwise = {{12, "no-build"}, {14, "panics"}}});
  tag_all(world);
  CHECK(world.kbisect(arguments(world, {"v1.15"})).status == 0);
  CHECK(rows(world) == "v1.15 bad, v1.14 skip, v1.13 bad, v1.11 bad, v1.8 good");
}

TEST_CASE("forward to the release that repaired it", "[e2e.releases]") {
  // Bad until 12.
  std::map<int, std::string> otherwise;
  for (int commit = 12; commit < 16; ++commit) otherwise[commit] = "good";
  const World world({.culprit = 5, .otherwise = otherwise});
  tag_all(world);
  const Ended ended = world.kbisect(arguments(world, {"v1.7", "--forward"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(rows(world) == "v1.7 bad, v1.8 bad, v1.10 bad, v1.13 good");
  CHECK_THAT(ended.out, contains("Bad up to v1.10, good in v1.13."));
}

TEST_CASE("forward, the releases are on one line of the history", "[e2e.releases]") {
  // 3 and 6 are on the two sides of a merge, and both come after 1.
  const World world(
      {.parents = {{}, {0}, {1}, {2}, {1}, {4}, {5}, {3, 6}}, .culprit = 1, .otherwise = {{7, "good"}}});
  world.git({"tag", "v1.1", world.id(2)});
  world.git({"tag", "v1.1.9", world.id(4)});
  world.git({"tag", "v1.2", world.id(3)});
  CHECK(world.kbisect(arguments(world, {world.id(1), "--forward"})).status == 3);
  const json all = world.result()["rows"];
  REQUIRE(all.size() == 3);
  CHECK(all[1]["trial"]["source"]["name"] == "v1.1");
  CHECK(all[2]["trial"]["source"]["name"] == "v1.2");
}

TEST_CASE("each release is compiled with what was new when it came", "[e2e.releases]") {
  const World world;
  tag_all(world);
  // The usual compiler is of another age than these releases of 2023.
  kbisect::write_atomically(
      world.bin() / "gcc",
      "#!/bin/sh\n[ \"$1\" = -dumpversion ] && echo 99 && exit\nexec /usr/bin/gcc \"$@\"\n");
  fs::permissions(world.bin() / "gcc", fs::perms::owner_all);
  fs::create_symlink("/usr/bin/gcc", world.bin() / "gcc-13");
  CHECK(world.kbisect(arguments(world, {"end"})).status == 0);
  json rows = world.result()["rows"];
  for (const json& row : rows) {
    CHECK(row["trial"]["variant"]["compiler"] == "gcc-13");
    CHECK(row["toolchain_digest"].get<std::string>().size() == 64);
  }
  CHECK_THAT(world.report(), contains(" --compiler gcc-13 --good v1.0 --bad v1.5"));
  fs::remove_all(world.results());
  // Unless one version is asked for.
  CHECK(world.kbisect(arguments(world, {"end", "--compiler", "gcc-13"})).status == 0);
  rows = world.result()["rows"];
  for (const json& row : rows) {
    CHECK_FALSE(row["trial"]["variant"].contains("compiler"));
    CHECK_FALSE(row.contains("toolchain_digest"));
  }
}

TEST_CASE("candidates count only when they are asked for", "[e2e.releases]") {
  const World world;
  world.git({"tag", "v1.0-rc1", world.id(1)});
  require_refused(world, {"end"}, "has no release tag");
  CHECK(world.kbisect(arguments(world, {"end", "--rc"})).status == 0);
  CHECK(rows(world) == "end bad, v1.0-rc1 good");
}

TEST_CASE("where no release is good, or the first one is, that is said", "[e2e.releases]") {
  const World world({.culprit = 1});
  for (int commit = 13; commit < 16; ++commit)
    world.git({"tag", "v1." + std::to_string(commit), world.id(commit)});
  const Ended none = world.kbisect(arguments(world, {"v1.15"}));
  CHECK(none.status == 3);
  CHECK(world.result()["outcome"]["kind"] == "no-good-release");
  CHECK_THAT(none.out, contains("No good release was found before v1.15; the farthest bad one is v1.13."));
  fs::remove_all(world.results());
  const World good({.culprit = 15});
  tag_all(good);
  const Ended first = good.kbisect(arguments(good, {"v1.14"}));
  CHECK(first.status == 4);
  CHECK(good.result()["outcome"]["kind"] == "first-not-bad");
  CHECK_THAT(first.out, contains("v1.14 is good: there is nothing to look for."));
  CHECK(rows(good) == "v1.14 good");
}

TEST_CASE("a question about releases that cannot be answered is refused", "[e2e.releases]") {
  const World world;
  tag_all(world);
  require_refused(world, {}, "bad");
  require_refused(world, {"no-such-tag"}, "no-such-tag");
  require_refused(world, {"v1.0"}, "has no release tag (such as v6.7) before v1.0");
  require_refused(world, {"v1.15", "--forward"}, "after v1.15");
  require_refused(world, {"end", "--linux", "/no/such/tree"}, "/no/such/tree");
  require_refused(world, {"end", "--test", "no-such-test"}, "no-such-test");
  require_refused(world, {"end", "--compiler", "gcc-77"}, "this machine has no gcc-77");
  require_refused(world, {"end", "--compiler", "rm -rf"}, "compiler");
}
