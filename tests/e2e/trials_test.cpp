// kbisect test: its rows, what they share, and what can happen to them.
#include <csignal>
#include <fstream>
#include <sstream>

#include "base/subprocess.hpp"
#include "base/zstd.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// A world whose bad commits are good with CONFIG_SLIM.
World turning_world() {
  return World(
      {.culprit = 5, .bad = "bad~good", .files = {{"init/Kconfig", "config SLIM\n\tdepends on TEA\n"}}});
}

Ended test(const World& world, const std::vector<std::string>& more) {
  return world.kbisect(world.trial_arguments("test", more));
}

// "start: CONFIG_SLIM=y: good", or "start:: good" for an unchanged source; one line per row.
std::string verdicts(const World& world) {
  std::string text;
  const json rows = world.result()["rows"];
  for (const json& row : rows) {
    const json& variant = row["trial"]["variant"];
    std::string changes;
    for (const auto& [symbol, value] : variant["config"].items())
      changes += " " + symbol + "=" + value.get<std::string>();
    for (const json& patch : variant["patches"]) changes += " " + patch["name"].get<std::string>();
    if (!variant["append"].get<std::string>().empty()) changes += " " + variant["append"].get<std::string>();
    text += row["trial"]["source"]["name"].get<std::string>() + ":" + changes + ": " +
            row["verdict"]["term"].get<std::string>() + "\n";
  }
  return text;
}

// Extracts the files of a commit into a folder without git.
fs::path plain_tree(const World& world, const std::string& name, const std::string& commit) {
  fs::path folder = world.path() / name;
  fs::create_directories(folder);
  kbisect::run_or_throw({.argv = {"sh", "-c", "git archive " + commit + " | tar -x -C " + folder.string()},
                         .directory = world.tree()});
  return folder;
}

std::string listing(const fs::path& folder) {
  return kbisect::run_or_throw({.argv = {"find", folder.string(), "-printf", "%p %y %m %T@ %C@ %s\\n"}});
}

size_t boots(const World& world) {
  std::istringstream lines(*kbisect::read_file(world.path() / "boots"));
  size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += 1;
  return count;
}

}  // namespace

TEST_CASE("a row for each source and variant, a build for each kernel", "[e2e.trials]") {
  const World world = turning_world();
  const auto before = world.user_state();
  std::ofstream(world.path() / "fix.patch")
      << "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-bad~good\n+good\n";
  const Ended ended =
      test(world, {"start", "end", "--append", "stand-in=good", "--set", "CONFIG_SLIM=y", "--patch",
                   "fix.patch", "--set", "CONFIG_SLIM=y", "--and", "--append", "stand-in=bad"});
  INFO(ended.out << ended.err);
  // The patch does not apply to the first source.
  CHECK(ended.status == 3);
  CHECK(verdicts(world) ==
        "start:: good\n"
        "start: stand-in=good: good\n"
        "start: CONFIG_SLIM=y: good\n"
        "start: fix.patch: skip\n"
        "start: CONFIG_SLIM=y stand-in=bad: bad\n"
        "end:: bad\n"
        "end: stand-in=good: good\n"
        "end: CONFIG_SLIM=y: good\n"
        "end: fix.patch: good\n"
        "end: CONFIG_SLIM=y stand-in=bad: bad\n");
  const json rows = world.result()["rows"];
  CHECK(rows[3]["verdict"]["reason"] == "cannot-apply");
  CHECK_THAT(rows[3]["verdict"]["detail"].get<std::string>(), contains("fix.patch does not apply"));
  CHECK(rows[5]["verdict"]["errno"] == "EBUSY");
  // Two kernels of the first source, three of the second; variants that differ only in boot parameters share
  // one.
  CHECK(world.made() == std::vector<int>{1, 1, 15, 15, 15});
  CHECK(rows[6]["build"]["reused"] == true);
  CHECK(rows[6]["built_in_row"] == 6);
  CHECK(rows[9]["built_in_row"] == 8);
  CHECK(boots(world) == 45);
  CHECK(world.change_since(before).empty());
  for (const auto& entry : fs::recursive_directory_iterator(world.cache() / "trees")) {
    INFO(entry.path());
    CHECK(entry.is_directory());
  }

  for (const std::string& text : {ended.out, world.report()}) {
    CHECK_THAT(text, contains("9 of 10 rows judged") && contains("5 of 5 failed") &&
                         contains("mount-writer-held/mount gives EBUSY") && contains("row 6's"));
  }
  CHECK_THAT(world.report(), contains("| 7 | end | stand-in=good | good | 0 of 5 failed |") &&
                                 contains(world.id(World::bad_end)));
  const fs::path row = world.run_folder() / "rows/8";
  CHECK_THAT(*kbisect::zstd_decompress(*kbisect::read_file(row / "config.zst")), contains("CONFIG_SLIM=y"));
  for (const char* file : {"build.log.zst", "console.log", "console-5.log", "report.ktap"})
    CHECK(fs::exists(row / file));
}

TEST_CASE("--combine makes a row for each combination", "[e2e.trials]") {
  const World world = turning_world();
  CHECK(test(world, {"end", "--combine", "--boots", "1", "--set", "CONFIG_SLIM=y", "--append", "stand-in=bad",
                     "--append", "stand-in=good"})
            .status == 0);
  CHECK(verdicts(world) ==
        "end:: bad\n"
        "end: CONFIG_SLIM=y: good\n"
        "end: stand-in=bad: bad\n"
        "end: CONFIG_SLIM=y stand-in=bad: bad\n"
        "end: stand-in=good: good\n"
        "end: CONFIG_SLIM=y stand-in=good: good\n");
  CHECK(world.made().size() == 2);
}

TEST_CASE("--only-changed leaves the sources as they are out, --boots says how often", "[e2e.trials]") {
  const World world = turning_world();
  CHECK(test(world, {"end", "--only-changed", "--append", "stand-in=good", "--boots", "2"}).status == 0);
  CHECK(verdicts(world) == "end: stand-in=good: good\n");
  CHECK(boots(world) == 2);
}

TEST_CASE("patches that are called the same are told apart by their paths", "[e2e.trials]") {
  const World world;
  for (const char* what : {"good", "bad-noisy"}) {
    fs::create_directories(world.path() / what);
    std::ofstream(world.path() / what / "fix.patch")
        << "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-bad\n+" << what << "\n";
  }
  CHECK(test(world, {"end", "--only-changed", "--boots", "1", "--patch", "good/fix.patch", "--patch",
                     "bad-noisy/fix.patch"})
            .status == 0);
  CHECK(verdicts(world) == "end: good/fix.patch: good\nend: bad-noisy/fix.patch: bad\n");
}

TEST_CASE("a test that never fails is refused where nobody reads what it reports", "[e2e.trials]") {
  const World world;
  const Ended ended = test(world, {"end", "--test", "loop-mount-cases"});
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, contains("test 'loop-mount-cases' never fails") && contains("symptom.outcomes"));
  CHECK_FALSE(fs::exists(world.results()));
}

TEST_CASE("boots that differ are repeated until they say one thing", "[e2e.trials]") {
  const World world({.otherwise = {{15, "flaky"}, {14, "panics:1:good"}}});
  CHECK(test(world, {"end", "end~1"}).status == 0);
  CHECK(verdicts(world) == "end:: bad\nend~1:: good\n");
  // More than the usual five.
  CHECK(world.result()["rows"][0]["runs"].size() > 5);
  CHECK(world.result()["rows"][1]["runs"].size() > 5);
}

TEST_CASE("a row that was good by few boots is tested again once the symptom proves to be seldom",
          "[e2e.trials]") {
  const World world({.otherwise = {{14, "good:6:bad"}, {15, "flaky"}}});
  CHECK(test(world, {"end~1", "end"}).status == 0);
  CHECK(verdicts(world) == "end~1:: bad\nend:: bad\n");
  CHECK(world.result()["rows"][0]["build"]["reused"] == false);
}

TEST_CASE("folders and tarballs are tested as revisions are, and not written to", "[e2e.trials]") {
  const World world = turning_world();
  const fs::path folder = plain_tree(world, "linux-bad", world.id(World::bad_end));
  const fs::path other = plain_tree(world, "linux-good", world.id(World::good_end));
  kbisect::run_or_throw(
      {.argv = {"tar", "-czf", "linux-good.tar.gz", "linux-good"}, .directory = world.path()});
  const std::string before = listing(folder);
  // No git tree is needed.
  const Ended ended =
      test(world, {"linux-bad", "./linux-good.tar.gz", "--linux", "/no/such/tree", "--set", "CONFIG_SLIM=y"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(verdicts(world) ==
        "linux-bad:: bad\nlinux-bad: CONFIG_SLIM=y: good\n"
        "./linux-good.tar.gz:: good\n./linux-good.tar.gz: CONFIG_SLIM=y: good\n");
  CHECK(world.result()["rows"][0]["trial"]["source"]["kind"] == "folder");
  CHECK(world.result()["rows"][2]["trial"]["source"]["kind"] == "tarball");
  CHECK(listing(folder) == before);

  fs::remove_all(world.results());
  // The folder together with a revision, and after an edit.
  std::ofstream(folder / "behaviour") << "good\n";
  CHECK(test(world, {"end", "linux-bad"}).status == 0);
  CHECK(verdicts(world) == "end:: bad\nlinux-bad:: good\n");
}

TEST_CASE("a row says why what is set cannot be had", "[e2e.trials]") {
  const World world({.culprit = 5,
                     .otherwise = {{15, "drops-a-request"}},
                     .files = {{"drivers/block/Kconfig",
                                "config BLK_DEV_LOOP\n\ttristate \"Loopback\"\n\tdepends on BLK_DEV\n"}}});
  CHECK(test(world, {"end", "--only-changed", "--set", "CONFIG_BLK_DEV_LOOP=y", "--set", "CONFIG_NO_SUCH=n"})
            .status == 3);
  const json rows = world.result()["rows"];
  for (const json& row : rows) CHECK(row["verdict"]["reason"] == "cannot-configure");
  CHECK_THAT(
      rows[0]["verdict"]["detail"].get<std::string>(),
      contains("CONFIG_BLK_DEV_LOOP=y (--set)") && contains("depends on BLK_DEV (drivers/block/Kconfig:1)"));
  CHECK(rows[1]["verdict"]["detail"] == "end has no CONFIG_NO_SUCH");
  CHECK(world.made().empty());
}

TEST_CASE("what a change undoes of the profile is told, and no reason to skip", "[e2e.trials]") {
  const World world({.culprit = 5,
                     .otherwise = {{15, "good-drops"}},
                     .files = {{"init/Kconfig", "config SLIM\n"}, {"scripts/kconfig/conf.c", R"(#!/bin/sh
build=$1
cat "$2" > "$build/.config"
if grep -q CONFIG_SLIM "$build/.config"; then sed -i /EXT4/d "$build/.config"; fi
)"}}});
  CHECK(test(world, {"end", "--set", "CONFIG_SLIM=y"}).status == 0);
  const json rows = world.result()["rows"];
  CHECK(rows[0]["side_effects"].empty());
  REQUIRE(rows[1]["side_effects"].size() == 1);
  CHECK_THAT(rows[1]["side_effects"][0].get<std::string>(), contains("CONFIG_EXT4_FS=y"));
  CHECK_THAT(world.report(), contains("side effects: CONFIG_EXT4_FS=y"));
}

TEST_CASE("kernels that do not build or boot are rows too", "[e2e.trials]") {
  const World world({.otherwise = {{12, "no-build"}, {13, "panics"}, {14, "no-configure"}}});
  const Ended ended = test(world, {world.id(12), world.id(13), world.id(14), "start", "--append", "quiet"});
  CHECK(ended.status == 3);
  const json rows = world.result()["rows"];
  CHECK(rows[0]["verdict"]["reason"] == "cannot-build");
  CHECK(rows[1]["verdict"] == rows[0]["verdict"]);
  CHECK(rows[2]["verdict"]["reason"] == "panic");
  CHECK(rows[2]["runs"].size() == 2);
  CHECK(rows[4]["verdict"]["reason"] == "cannot-configure");
  CHECK(rows[6]["verdict"]["term"] == "good");
  // A kernel that failed to build is not tried again.
  CHECK(world.made() == std::vector<int>{12, 13, 1});
}

TEST_CASE("the campaign's fix-ups repair what is tested", "[e2e.trials]") {
  const World world({.otherwise = {{14, "no-build"}, {15, "no-build"}}});
  std::ofstream(world.path() / "repair.patch")
      << "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-no-build\n+bad\n";
  CHECK(test(world, {"end", "--fixup", "repair.patch"}).status == 0);
  CHECK(verdicts(world) == "end:: bad\n");
  CHECK(world.result()["rows"][0]["build"]["fixups"] == json({"repair.patch"}));
  CHECK_THAT(world.report(), contains("with the fix-up repair.patch"));

  // A folder has no history: a patch is applied, and what depends on one is refused.
  fs::remove_all(world.results());
  const std::string folder = plain_tree(world, "plain", "end").string();
  CHECK(test(world, {folder, "--fixup", "repair.patch"}).status == 0);
  CHECK(world.result()["rows"][0]["build"]["fixups"] == json({"repair.patch"}));
  fs::remove_all(world.results());
  const Ended refused = test(world, {folder, "--fixup", "start"});
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, contains("fixups[0] (start)") && contains("no history"));
  CHECK_FALSE(fs::exists(world.results()));
}

TEST_CASE("an interrupt keeps the rows so far and leaves the user's tree alone", "[e2e.trials]") {
  const char* phase = GENERATE("configure", "build", "boot");
  const World world = turning_world();
  std::ofstream(world.tree() / "README") << "dirty\n";
  const std::string status = world.git({"status", "--porcelain"}) + world.git({"for-each-ref"});
  world.trouble(std::string("hang-in-") + phase, 2);
  Child child = world.start(world.trial_arguments("test", {"start", "end"}));
  REQUIRE(world.reached());
  child.signal(SIGINT);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("report.md") && contains("kbisect-worktree"));
  CHECK(world.alive().empty());
  CHECK(world.git({"status", "--porcelain"}) + world.git({"for-each-ref"}) == status);
  CHECK(verdicts(world) == "start:: good\n");
  CHECK_THAT(world.report(), contains("1 of 2 rows judged, 1 not tested yet"));
  world.no_trouble();
  // The next command takes over the worktree that was left.
  fs::remove_all(world.results());
  CHECK(test(world, {"start", "end"}).status == 0);
  CHECK(world.git({"worktree", "list"}).find('\n') == std::string::npos);
}

TEST_CASE("trouble of the machine is no row", "[e2e.trials]") {
  const char* word = GENERATE("disk-full", "compiler-is-killed", "make-is-killed", "qemu-fails");
  const World world = turning_world();
  world.trouble(word, 2);
  CHECK(test(world, {"start", "end"}).status == 1);
  CHECK(verdicts(world) == "start:: good\n");
}

TEST_CASE("a tree that is at work is not tested at the same time", "[e2e.trials]") {
  const World world = turning_world();
  world.trouble("hang-in-build", 1);
  Child child = world.start(world.trial_arguments("test", {"start"}));
  REQUIRE(world.reached());
  const Ended second = test(world, {"end"});
  CHECK(second.status == 2);
  CHECK_THAT(second.err, contains("small-test-"));
  child.signal(SIGTERM);
  CHECK(child.wait(4s).status == 130);
}

TEST_CASE("with --json each line is an event, and the last one has the table", "[e2e.trials]") {
  const World world = turning_world();
  const Ended ended = test(world, {"start", "end", "--json"});
  REQUIRE(ended.status == 0);
  std::vector<json> lines;
  std::istringstream stream(ended.out);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  CHECK(lines.front()["event"] == "test-began");
  CHECK(lines.front()["rows"] == 2);
  CHECK(lines.back()["event"] == "test-ended");
  CHECK(lines.back()["result"] == world.result());
}
