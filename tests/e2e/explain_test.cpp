// kbisect explain: what it finds in a tree, tries and prints, and what it refuses.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

std::vector<std::string> arguments(const World& world, const std::string& run,
                                   const std::vector<std::string>& more) {
  std::vector<std::string> all{"explain", run,           "--configs", world.configs(),
                               "--cache", world.cache(), "--results", world.results()};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// Finishes a run and returns its folder.
std::string finished(const World& world) {
  const Ended ended = world.run({"--discard", "nothing"});
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 0);
  return world.run_folder();
}

fs::path explanation_of(const World& world) {
  for (const auto& entry : fs::directory_iterator(world.results())) {
    if (entry.path().filename().string().starts_with("small-explain-")) return entry.path();
  }
  return {};
}

json result_of(const World& world) {
  return json::parse(*kbisect::read_file(explanation_of(world) / "result.json"));
}

// "boot parameter stand-in=good: good", one line per mitigation.
std::string rows(const json& result) {
  std::string text;
  for (const json& one : result["mitigations"]) {
    const json& way = one["way"];
    text += way["kind"].get<std::string>();
    for (const char* key : {"setting", "symbol", "value", "test", "step"}) {
      if (way.contains(key)) text += " " + way[key].get<std::string>();
    }
    text += ": " + one["verdict"]["term"].get<std::string>() + "\n";
  }
  return text;
}

std::string why_left_out(const json& result, const std::string& what) {
  for (const json& one : result["left_out"]) {
    if (one["what"] == what) return one["why"];
  }
  return "it is not";
}

}  // namespace

TEST_CASE("both switches are found by what the culprit changes, and tried", "[e2e.explain]") {
  const World world(gated_history());
  const std::string run = finished(world);
  const auto before = world.user_state();
  const Ended ended = world.kbisect(arguments(world, run, {"--workaround", "userland"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(result_of(world)["outcome"]["kind"] == "switch-found");
  const json result = result_of(world);
  CHECK(rows(result) ==
        "boot parameter stand-in=good: good\n"
        "userland userland mount-loop: bad\n"
        "userland userland losetup-then-mount: good\n"
        "config CONFIG_SLIM y: good\n"
        "revert: good\n");
  CHECK(result["identifiers"] == json({"GATE_SHUT"}));
  const json& boot = result["mitigations"][0];
  CHECK(boot["origin"]["where"] == "block/gate.c:11");
  CHECK(boot["documented"] == "Documentation/admin-guide/kernel-parameters.txt:4");
  CHECK(boot["passed"] == 5);
  CHECK_FALSE(boot.contains("build_seconds"));
  CHECK(boot["security"] == json{{"words", {"unsafe"}}, {"kernel_default", false}});
  CHECK(result["mitigations"][3]["documented"] == "init/Kconfig:1");
  CHECK(result["mitigations"][3]["security"] == json{{"words", {"protects"}}, {"kernel_default", true}});
  CHECK(result["mitigations"][3].contains("build_seconds"));
  CHECK(result["mitigations"][4]["way"]["files"] ==
        json({"behaviour", "include/linux/gate.h", "numbers/5.txt"}));
  // The revert was tried in the run's own proof.
  CHECK(result["mitigations"][4].contains("step_of_run"));
  CHECK_THAT(why_left_out(result, "gate_depth"), contains("names no value"));
  CHECK_THAT(why_left_out(result, "CONFIG_GATE_DEPTH"), contains("number"));
  CHECK_THAT(why_left_out(result, "CONFIG_GATE_HIDDEN"), contains("no prompt"));

  CHECK_THAT(ended.out, contains("2 of the switches tried avoid the bug") && contains("CONFIG_SLIM=y") &&
                            contains("stand-in=good"));
  const std::string report = *kbisect::read_file(explanation_of(world) / "report.md");
  CHECK_THAT(report, contains("| boot parameter | stand-in=good | good | 0 of 5 failed | - | "
                              "\"unsafe\" in Documentation/admin-guide/kernel-parameters.txt:4 | "
                              "block/gate.c:11, near GATE_SHUT |") &&
                         contains("\"protects\" in init/Kconfig:1; the kernel's default") &&
                         contains("none of the words looked for in the commit's message") &&
                         contains("| the kernel protects as before |") &&
                         contains("mount-loop/mount gives EBUSY,exit-32") &&
                         contains("its help text is in init/Kconfig:1") &&
                         contains("- it has no prompt: other symbols set it: CONFIG_GATE_HIDDEN"));
  CHECK(world.change_since(before).empty());
  CHECK(world.alive().empty());
  for (const auto& entry : fs::recursive_directory_iterator(world.cache() / "trees"))
    CHECK(entry.is_directory());
}

TEST_CASE("where no switch turns it the exit code says so", "[e2e.explain]") {
  History history = gated_history();
  history.bad = "bad";
  history.files["block/gate.c"] = "#ifdef CONFIG_SLIM\nint f(int m) { return m & GATE_SHUT; }\n#endif\n";
  const World world(history);
  const Ended ended = world.kbisect(arguments(world, finished(world), {}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 3);
  CHECK(result_of(world)["outcome"]["kind"] == "no-switch-helps");
  CHECK(rows(result_of(world)) == "config CONFIG_SLIM y: bad\nrevert: good\n");
  CHECK_THAT(ended.out, contains("none of the switches tried avoids the bug"));
}

TEST_CASE("files that the kernel is not made of are not looked at", "[e2e.explain]") {
  History history = gated_history();
  history.files["drivers/other.c"] = "static int x = GATE_SHUT;\ncore_param(other, x, bool, 0);\n";
  history.files["inputs"] = "block/gate.c\ninclude/linux/gate.h\n";
  const World world(history);
  CHECK(world.kbisect(arguments(world, finished(world), {})).status == 0);
  const json result = result_of(world);
  CHECK(result["files"] == 2);
  CHECK(rows(result).find("other") == std::string::npos);
}

TEST_CASE("a symbol that is new since the good end is tried", "[e2e.explain]") {
  History history = gated_history();
  history.files["block/Kconfig"] = "config OLD\n\tbool \"Old\"\n";
  const World world(history);
  world.git({"checkout", "--quiet", "main"});
  std::ofstream(world.tree() / "block/Kconfig", std::ios::app) << "config NEW\n\tbool \"New\"\n";
  world.git({"commit", "--quiet", "-am", "block: one more symbol"});
  world.git({"tag", "--force", "end"});
  CHECK(world.kbisect(arguments(world, finished(world), {})).status == 0);
  const json result = result_of(world);
  CHECK(rows(result).find("CONFIG_OLD") == std::string::npos);
  const json mitigations = result["mitigations"];
  const auto fresh = std::find_if(mitigations.begin(), mitigations.end(), [](const json& one) {
    return one["way"].value("symbol", "") == "CONFIG_NEW";
  });
  REQUIRE(fresh != mitigations.end());
  CHECK((*fresh)["origin"]["where"] == "block/Kconfig");
  CHECK((*fresh)["origin"]["relation"] == "new-in-range");
}

TEST_CASE("the bound leaves out what is farther, by name", "[e2e.explain]") {
  History history = gated_history();
  history.files["init/Kconfig"] += "config FARTHER\n\tbool \"Farther\"\n";
  history.files["block/gate.c"] += "\n\n#ifdef CONFIG_FARTHER\n#endif\ncore_param(farther, x, bool, 0);\n";
  const World world(history);
  const Ended ended = world.kbisect(arguments(world, finished(world), {"--candidates", "1", "--boots", "2"}));
  CHECK(ended.status == 0);
  const json result = result_of(world);
  CHECK(rows(result) == "boot parameter stand-in=good: good\nconfig CONFIG_SLIM y: good\nrevert: good\n");
  CHECK_THAT(why_left_out(result, "farther"), contains("--candidates"));
  CHECK_THAT(why_left_out(result, "CONFIG_FARTHER"), contains("--candidates"));
  CHECK(result["mitigations"][0]["passed"] == 2);
}

TEST_CASE("a symbol that olddefconfig takes back was not tried", "[e2e.explain]") {
  History history = gated_history();
  history.files["init/Kconfig"] += "config BLK_DEV_LOOP\n\tbool \"Loop\"\n\tdepends on BLK_DEV\n";
  history.files["block/gate.c"] += "#ifdef CONFIG_BLK_DEV_LOOP\n#endif\n";
  // This Kconfig ignores requests to turn CONFIG_BLK_DEV_LOOP off.
  history.files["scripts/kconfig/conf.c"] = R"(#!/bin/sh
build=$1
sed 's/^# CONFIG_BLK_DEV_LOOP is not set/CONFIG_BLK_DEV_LOOP=y/' "$2" > "$build/.config"
)";
  const World world(history);
  CHECK(world.kbisect(arguments(world, finished(world), {})).status == 0);
  CHECK_THAT(why_left_out(result_of(world), "CONFIG_BLK_DEV_LOOP=n"), contains("CONFIG_BLK_DEV_LOOP"));
}

TEST_CASE("with another profile the bad end may be good, and there is nothing to explain", "[e2e.explain]") {
  const World world(gated_history());
  const std::string run = finished(world);
  const fs::path slim = world.path() / "slim";
  fs::create_directories(slim / "common");
  fs::copy(world.configs() / "small", slim,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::ofstream(slim / "common/slim.conf") << "CONFIG_SLIM=y\n";
  const Ended ended = world.kbisect(arguments(world, run, {"--profile", slim.string()}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 4);
  CHECK(result_of(world)["outcome"]["kind"] == "bad-end-not-bad");
  CHECK_THAT(ended.out, contains("is good with this config profile"));
}

TEST_CASE("an interrupt keeps the rows so far", "[e2e.explain]") {
  const World world(gated_history());
  const std::string run = finished(world);
  const auto before = world.user_state();
  fs::remove(world.path() / "configure-calls");
  // The bad end's kernel is kept by the run, so the first build is that of a symbol.
  world.trouble("hang-in-build");
  Child child = world.start(arguments(world, run, {}));
  REQUIRE(world.reached());
  child.signal(SIGINT);
  const Ended ended = child.wait(4s);
  CHECK(ended.status == 130);
  CHECK_THAT(ended.err, contains("report.md"));
  CHECK(rows(result_of(world)) == "boot parameter stand-in=good: good\n");
  CHECK(world.alive().empty());
  world.no_trouble();
}

TEST_CASE("with --json the last line is the result", "[e2e.explain]") {
  const World world(gated_history());
  const Ended ended = world.kbisect(arguments(world, finished(world), {"--json"}));
  REQUIRE(ended.status == 0);
  json last;
  std::istringstream stream(ended.out);
  for (std::string line; std::getline(stream, line);) last = json::parse(line);
  CHECK(last["event"] == "explain-ended");
  CHECK(last["result"] == result_of(world));
}

TEST_CASE("ccache is used as in the run, unless the command says otherwise", "[e2e.explain]") {
  const World world(gated_history());
  REQUIRE(world.run({"--discard", "nothing", "--ccache", "on"}).status == 0);
  const std::string run = world.run_folder();
  struct Row {
    std::vector<std::string> options;
    bool is_used;
  };
  for (const Row& row : {Row{{}, true}, Row{{"--ccache", "off"}, false}}) {
    REQUIRE(world.kbisect(arguments(world, run, row.options)).status == 0);
    CHECK(result_of(world)["run"]["ccache"] == row.is_used);
    fs::remove_all(explanation_of(world));
  }
}

TEST_CASE("what cannot be explained is refused, and nothing is started", "[e2e.explain]") {
  const World world(gated_history());
  const std::string run = finished(world);
  const auto refused = [&](const std::string& which, const std::vector<std::string>& more) {
    const Ended ended = world.kbisect(arguments(world, which, more));
    INFO(ended.out);
    CHECK(ended.status == 2);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
    CHECK(explanation_of(world).empty());
    return ended.err;
  };
  CHECK_THAT(refused("no-such-run", {}), contains("'no-such-run' is not a run"));
  CHECK_THAT(refused(world.tree(), {}), contains("is not a run"));
  CHECK_THAT(refused("", {}), contains("the run is empty"));
  CHECK_THAT(refused(run, {"--candidates", "0"}), contains("--candidates"));
  CHECK_THAT(refused(run, {"--boots", "x"}), contains("--boots"));
  CHECK_THAT(refused(run, {"--ccache", "maybe"}), contains("--ccache"));
  CHECK_THAT(refused(run, {"--profile", "no-such"}), contains("no-such"));
  CHECK_THAT(refused(run, {"--workaround", "no-such"}), contains("test 'no-such' is not in the guest image"));
  CHECK_THAT(refused(run, {"--linux", world.configs()}), contains("with --linux"));

  // Another tree lacks the run's commits.
  const fs::path other = world.path() / "other";
  fs::create_directories(other);
  world.git({"init", "--quiet", other.string()});
  CHECK_THAT(refused(run, {"--linux", other.string()}), contains(world.id(World::bad_end)));
  fs::rename(world.tree(), world.path() / "moved");
  CHECK_THAT(refused(run, {}), contains("with --linux"));
  CHECK(world.kbisect(arguments(world, run, {"--linux", (world.path() / "moved").string()})).status == 0);
}

TEST_CASE("a run without a culprit has nothing to explain", "[e2e.explain]") {
  const World world({.culprit = 6, .otherwise = {{4, "no-build"}, {5, "no-build"}, {6, "no-build"}}});
  REQUIRE(world.run().status == 3);
  const Ended none = world.kbisect(arguments(world, world.run_folder(), {}));
  CHECK(none.status == 2);
  CHECK_THAT(none.err, contains("has found no culprit that could be explained"));

  World stopped;
  stopped.trouble("qemu-fails", 3);
  REQUIRE(stopped.run().status == 1);
  const Ended unfinished = stopped.kbisect(arguments(stopped, stopped.run_folder(), {}));
  CHECK(unfinished.status == 2);
  CHECK_THAT(unfinished.err, contains("is not finished") && contains("kbisect resume"));
}
