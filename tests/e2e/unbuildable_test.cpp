// Stretches of commits that do not build.
#include <fmt/format.h>

#include <algorithm>

#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/world.hpp"

namespace {

// How often make was called for this target at the commit with this id.
int calls(const World& world, const std::string& commit, const std::string& target) {
  const std::string log = *kbisect::read_file(world.path() / "make-calls");
  const std::string call = fmt::format("{} {} ", commit, target);
  int count = 0;
  for (size_t at = 0; (at = log.find(call, at)) != std::string::npos; ++at) count += 1;
  return count;
}

nlohmann::json step_of(const World& world, int commit) {
  for (const auto& line : world.journal()) {
    if (line["type"] == "step" && line["commit"]["id"] == world.id(commit)) return line;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("where a build failed at one object, that object is made first at later commits",
          "[e2e.unbuildable]") {
  World world(
      {.culprit = 5, .otherwise = {{8, "no-build"}, {9, "no-build"}, {11, "no-build"}, {12, "no-build"}}});
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  const auto recorded = world.recorded();
  const auto first = std::find_if(recorded.begin(), recorded.end(),
                                  [&](int commit) { return world.verdict(commit) == "cannot-build"; });
  REQUIRE(first != recorded.end());
  CHECK(calls(world, world.id(*first), "fs/super.o") == 0);
  CHECK(calls(world, world.id(*first), "vmlinux") == 1);
  CHECK(step_of(world, *first)["build"]["failed_object"] == "fs/super.o");
  for (auto later = first + 1; later != recorded.end(); ++later) {
    INFO(*later);
    CHECK(calls(world, world.id(*later), "fs/super.o") == 1);
    // A commit that fails at that object costs nothing more.
    CHECK(calls(world, world.id(*later), "vmlinux") == (world.verdict(*later) == "cannot-build" ? 0 : 1));
  }
}

TEST_CASE("an object that fails by itself alone is no reason to skip a commit", "[e2e.unbuildable]") {
  const std::string how = GENERATE("odd-object", "no-object");
  History history{.culprit = 12, .otherwise = {{8, "no-build"}}};
  for (const int commit : {3, 4, 5, 6, 7, 9, 10, 11}) history.otherwise[commit] = "good-" + how;
  for (const int commit : {12, 13, 14}) history.otherwise[commit] = "bad-" + how;
  const World world(history);
  const Ended ended = world.run();
  INFO(how << "\n" << ended.out << ended.err);
  require_culprit(world, ended, 12);
  CHECK(world.verdict(8) == "cannot-build");
}

TEST_CASE("a commit that fails at another object than the suspected one is skipped for its own error",
          "[e2e.unbuildable]") {
  const std::vector<int> elsewhere{2, 3, 4, 5, 6, 7, 13};
  History history{.culprit = 12, .otherwise = {{8, "no-build"}}};
  for (const int commit : elsewhere) history.otherwise[commit] = "no-build-odd-object";
  const World world(history);
  require_culprit(world, world.run(), 12);
  int tried = 0;
  for (const int commit : elsewhere) {
    const auto step = step_of(world, commit);
    if (step.is_null()) continue;
    tried += calls(world, world.id(commit), "fs/super.o");
    CHECK(step["build"]["failed_object"] == "mm/slab.o");
    CHECK_THAT(step["verdict"]["detail"].get<std::string>(), contains("folio"));
  }
  CHECK(tried > 0);
}

TEST_CASE("a fix-up makes a stretch testable that does not build by itself", "[e2e.unbuildable]") {
  // Commits 4 to 6 do not build, 6 is the culprit, and 7 contains the repair.
  World world({.culprit = 6, .otherwise = {{4, "no-build"}, {5, "no-build"}, {6, "no-build"}}});
  const auto write_patch = [&](const std::string& name, const std::string& to) {
    kbisect::write_atomically(world.path() / name,
                              "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-no-build\n+" + to + "\n");
  };
  CHECK(world.run().status == 3);
  std::filesystem::remove_all(world.results());

  write_patch("good.patch", "good");
  write_patch("bad.patch", "bad");
  auto campaign = nlohmann::json::parse(*kbisect::read_file(world.configs() / "campaigns/small.json"));
  campaign["fixups"] = {
      {{"patch", "../../good.patch"}, {"from", world.id(4)}, {"until", world.id(6)}},
      {{"patch", world.path() / "bad.patch"}, {"from", world.id(6)}, {"until", world.id(7)}}};
  kbisect::write_atomically(world.configs() / "campaigns/small.json", campaign.dump());
  const Ended ended = world.run();
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 6);
  CHECK(step_of(world, 5)["build"]["fixups"] == nlohmann::json({"good.patch"}));
  CHECK(step_of(world, 6)["build"]["fixups"] == nlohmann::json({"bad.patch"}));
  CHECK(step_of(world, World::bad_end)["build"]["fixups"].empty());
  CHECK_THAT(ended.out, contains("with the fix-up bad.patch"));
}

TEST_CASE("a commit as a fix-up is applied only where it is not contained", "[e2e.unbuildable]") {
  World world({.culprit = 5});
  const Ended ended = world.run({"--fixup", world.id(3)});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  for (const int commit : world.recorded()) {
    INFO(commit);
    // The fix-up's commit is contained in 3 and in everything from 7 on, but not in the branch of 4 to 6.
    const bool contained = commit == 3 || commit >= 7;
    CHECK(step_of(world, commit)["build"]["fixups"].empty() == contained);
  }
}

TEST_CASE("a fix-up that cannot be is refused before anything is started", "[e2e.unbuildable]") {
  World world;
  kbisect::write_atomically(world.path() / "prose.patch", "not a patch\n");
  kbisect::write_atomically(world.path() / "latin-1.patch",
                            "--- a/README\n+++ b/README\n@@ -1 +1 @@\n-not Linux\n+Ren\xe9\n");
  const std::pair<std::string, std::string> rows[] = {
      {"no-such-revision", "fixups[0].commit, or --fixup: revision 'no-such-revision' is not in"},
      {"./missing.patch", "a patch needs a file that is there"},
      {world.path() / "latin-1.patch", "latin-1.patch is not UTF-8"},
      {world.path() / "prose.patch", "prose.patch: error: No valid patches in input"}};
  for (const auto& [fixup, said] : rows) {
    const Ended refused = world.run({"--fixup", fixup});
    CHECK(refused.status == 2);
    CHECK_THAT(refused.err, contains(said));
    CHECK_FALSE(std::filesystem::exists(world.results()));
  }
}
