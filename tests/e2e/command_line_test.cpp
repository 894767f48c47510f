// What the program accepts and prints, apart from the outcome.
#include <csignal>
#include <sstream>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::vector<json> json_lines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    INFO(line);
    const json parsed = json::parse(line, nullptr, false);
    REQUIRE(parsed.is_object());
    lines.push_back(parsed);
  }
  return lines;
}

}  // namespace

TEST_CASE("with --json every line is JSON, whatever the guests say", "[e2e.command_line]") {
  World world({.culprit = 5, .otherwise = {{8, "garbage"}}});
  const Ended ended = world.run({"--json"});
  REQUIRE(ended.status == 0);
  CHECK(ended.err.empty());
  const auto lines = json_lines(ended.out);
  CHECK(lines.front()["event"] == "run-began");
  CHECK(lines.front()["folder"] == world.run_folder().string());
  CHECK(lines.back()["event"] == "run-ended");
  CHECK(lines.back()["result"] == world.result());
  size_t steps = 0;
  for (const json& line : lines) {
    REQUIRE(line.contains("event"));
    REQUIRE(line.contains("time"));
    if (line["event"] == "step-ended") CHECK(line["step"] == world.result()["steps"][steps++]);
  }
  CHECK(steps == world.result()["steps"].size());
}

TEST_CASE("with --json the last line tells every outcome", "[e2e.command_line]") {
  World world({.culprit = 5, .otherwise = {{World::good_end, "bad"}}});
  const Ended ended = world.run({"--json"});
  REQUIRE(ended.status == 4);
  CHECK(json_lines(ended.out).back()["result"]["outcome"]["kind"] == "ends-contradict");
}

TEST_CASE("a pipe gets no escape sequences, not even a guest's or an author's", "[e2e.command_line]") {
  World world({.culprit = 5,
               .otherwise = {{8, "garbage"}, {12, "panics"}},
               .subjects = {{1, "clear\x1b[2J the screen"}, {5, "\x1b]0;title\a and \xff | \xc3\xa9"}}});
  for (const char* form : {"", "--json"}) {
    const Ended ended = *form == '\0' ? world.run() : world.run({form});
    CHECK(ended.status == 0);
    CHECK(ended.out.find('\x1b') == std::string::npos);
    CHECK(ended.out.find('\r') == std::string::npos);
    CHECK(ended.err.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("a run does not depend on whoever reads its output", "[e2e.command_line]") {
  const char* form = GENERATE("", " --json");
  const char* sink = GENERATE(" | true", " > /dev/full", " >&-", " | head -n 1");
  INFO(form << sink);
  World world;
  std::string command = KBISECT_BINARY;
  for (const std::string& argument : world.run_arguments()) command += " " + argument;
  Child shell({"sh", "-c", command + form + sink}, world.path(), world.environment,
              world.path() / "output/shell");
  shell.wait();
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
}

TEST_CASE("with its output closed, no file gets what was meant for it", "[e2e.command_line]") {
  World world;
  world.trouble("hang-in-boot");
  std::string command = "exec " KBISECT_BINARY;
  for (const std::string& argument : world.run_arguments()) command += " " + argument;
  Child shell({"sh", "-c", command + " >&-"}, world.path(), world.environment, world.path() / "output/shell");
  REQUIRE(world.reached());
  int files = 0;
  for (const fs::path& folder : {world.cache(), world.results(), world.tree()}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      files += 1;
      INFO(entry.path());
      CHECK(kbisect::read_file(entry.path()).value_or("").find("run folder: ") == std::string::npos);
    }
  }
  CHECK(files > 10);
  shell.signal(SIGTERM);
  CHECK(shell.wait().status == 130);
}

TEST_CASE("every key of a campaign can be given on the command line instead", "[e2e.command_line]") {
  World world;
  const fs::path campaigns = world.configs() / "campaigns";
  // All values are wrong, so those that work came from the command line.
  json wrong = json::parse(*kbisect::read_file(campaigns / "small.json"));
  wrong["linux"] = "/no/such/tree";
  wrong["good"] = "no-such-good";
  wrong["bad"] = "no-such-bad";
  wrong["profile"] = "no-such-profile";
  wrong["test"] = "no-such-test";
  wrong["symptom"] = {{"step", "no-such/step"}, {"errno", "ENOENT"}};
  wrong["on_other_failure"] = "bad";
  wrong["limits"] = {{"boot_seconds", 3}, {"build_seconds", 33}, {"memory_mib", 100}, {"jobs", 9}};
  wrong["expected_culprit"] = world.id(1);
  kbisect::write_atomically(campaigns / "wrong.json", wrong.dump());
  fs::copy(world.configs() / "small", world.path() / "elsewhere", fs::copy_options::recursive);

  const Ended ended = world.kbisect({"run",
                                     campaigns / "wrong.json",
                                     "--cache",
                                     world.cache(),
                                     "--results",
                                     world.results(),
                                     "--name",
                                     "mine",
                                     "--description",
                                     "told by hand",
                                     "--linux",
                                     world.tree(),
                                     "--good",
                                     world.id(2).substr(0, 12),
                                     "--bad",
                                     "end~1",
                                     "--arch",
                                     "x86_64",
                                     "--profile",
                                     world.path() / "elsewhere",
                                     "--test",
                                     "loop-mount",
                                     "--symptom-step",
                                     "mount-writer-held/mount",
                                     "--symptom-errno",
                                     "EBUSY",
                                     "--on-other-failure",
                                     "skip",
                                     "--expected-culprit",
                                     world.id(5),
                                     "--whitelist",
                                     "CONFIG_ONE",
                                     "--whitelist",
                                     "CONFIG_TWO",
                                     "--build-seconds",
                                     "44",
                                     "--boot-seconds",
                                     "5",
                                     "--memory-mib",
                                     "200",
                                     "--jobs",
                                     "3"});
  INFO(ended.out << ended.err);
  REQUIRE(ended.status == 0);
  CHECK(world.run_folder().filename().string().rfind("mine-", 0) == 0);
  const auto run = world.result()["run"];
  CHECK(world.number(run["good"]["id"]) == 2);
  CHECK(world.number(run["bad"]["id"]) == 14);
  const auto& campaign = run["campaign"];
  CHECK(campaign["description"] == "told by hand");
  CHECK(campaign["whitelist"] == json({"CONFIG_ONE", "CONFIG_TWO"}));
  CHECK(campaign["limits"] ==
        json({{"boot_seconds", 5}, {"build_seconds", 44}, {"memory_mib", 200}, {"jobs", 3}}));
  CHECK(campaign["on_other_failure"] == "skip");
  CHECK(world.result()["outcome"]["expectation"] == "met");
  CHECK_THAT(*kbisect::read_file(world.path() / "make-calls"), contains("vmlinux 3\n"));
}

TEST_CASE("a foreign architecture's compiler is asked for by its package", "[e2e.command_line]") {
  World world;
  world.hide_programs("aarch64-linux-gnu-");
  // The profile is checked first, because the user has to fix it.
  const Ended refused = world.run({"--arch", "arm64"});
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, contains("profile 'small' has nothing for arm64"));

  kbisect::make_directories(world.configs() / "small/arm64");
  kbisect::write_atomically(world.configs() / "small/arm64/base.conf", "CONFIG_64BIT=y\n");
  const auto check_named = [](const std::string& text) {
    for (const char* name :
         {"aarch64-linux-gnu-gcc", "apt-get install", "binutils-aarch64-linux-gnu", "gcc-aarch64-linux-gnu"})
      CHECK_THAT(text, contains(name));
  };
  const Ended lacking = world.run({"--arch", "arm64"});
  CHECK(lacking.status == 1);
  check_named(lacking.err);
  CHECK_FALSE(fs::exists(world.results()));
  CHECK_FALSE(fs::exists(world.cache()));

  const Ended doctor = world.kbisect({"doctor", "--arch", "arm64"});
  CHECK(doctor.status == 1);
  check_named(doctor.out);
  const Ended unknown = world.kbisect({"doctor", "--arch", "riscv64"});
  CHECK(unknown.status == 2);
  CHECK_THAT(unknown.err, contains("'riscv64'") && contains("x86_64, arm64"));
}

TEST_CASE("a symptom on the command line replaces the campaign's of another kind", "[e2e.command_line]") {
  const World world({.culprit = 5, .bad = "warns"});
  const fs::path file = world.configs() / "campaigns/small.json";
  json campaign = json::parse(*kbisect::read_file(file));
  // If the kind of symptom stays the same, its other keys are kept.
  campaign["symptom"] = {{"log", {{"kind", "warning"}, {"text", "loop.c"}}}};
  kbisect::write_atomically(file, campaign.dump());
  REQUIRE(world.run({"--symptom-log-function", "loop_set_status"}).status == 0);
  CHECK(world.result()["run"]["campaign"]["symptom"] ==
        json{{"log", {{"kind", "warning"}, {"text", "loop.c"}, {"function", "loop_set_status"}}}});
  fs::remove_all(world.results());
  campaign["symptom"] = {{"hang", "test"}};
  kbisect::write_atomically(file, campaign.dump());
  REQUIRE(world.run({"--symptom-log-kind", "warning"}).status == 0);
  CHECK(world.result()["run"]["campaign"]["symptom"] == json{{"log", {{"kind", "warning"}}}});
}

TEST_CASE("a campaign may be a file anywhere, and its profile a path", "[e2e.command_line]") {
  World world;
  const fs::path file = world.path() / "mine.json";
  fs::rename(world.configs() / "campaigns/small.json", file);
  CHECK(
      world.kbisect({"run", "mine.json", "--configs", "configs", "--cache", "cache", "--results", "results"})
          .status == 0);
  CHECK(world.result()["outcome"]["culprit"]["id"] == world.id(5));
}

TEST_CASE("help and version are no errors, and name every command", "[e2e.command_line]") {
  const World world;
  const Ended help = world.kbisect({"--help"});
  CHECK(help.status == 0);
  for (const char* command : {"run", "resume", "replica", "doctor"}) CHECK_THAT(help.out, contains(command));
  const Ended run_help = world.kbisect({"run", "--help"});
  CHECK(run_help.status == 0);
  CHECK_THAT(run_help.out, contains("--good") && contains("--boot-seconds"));
  CHECK_THAT(run_help.out, contains("\nQuestion:\n") && contains("\nSearch:\n") && contains("--pick"));
  CHECK_THAT(run_help.out, !contains("Exit codes:"));
  CHECK_THAT(help.out, contains("Exit codes:"));
  CHECK_THAT(world.kbisect({"slim", "--help"}).out, contains("--good") && !contains("--pick"));
  CHECK(world.kbisect({"--version"}).status == 0);
  CHECK_FALSE(fs::exists(world.results()));
}

TEST_CASE("a home is needed only where nothing else is told", "[e2e.command_line]") {
  World world;
  for (auto& [name, value] : world.environment) {
    if (name == "HOME" || name == "XDG_CACHE_HOME") value = "";
  }
  CHECK(world.run().status == 0);
  const Ended refused = world.kbisect({"run", "small", "--configs", world.configs()});
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, contains("HOME") && contains("--cache"));
  const Ended no_tilde = world.run({"--linux", "~/linux"});
  CHECK(no_tilde.status == 2);
  CHECK_THAT(no_tilde.err, contains("HOME") && contains("--linux"));
}

TEST_CASE("a locale that this machine does not have is no obstacle", "[e2e.command_line]") {
  World world;
  world.environment.emplace_back("LC_ALL", "xx_XX.UTF-8");
  CHECK(world.run().status == 0);
}

TEST_CASE("a TMPDIR that is no folder is named", "[e2e.command_line]") {
  World world;
  for (auto& [name, value] : world.environment) {
    if (name == "TMPDIR") value = "/no/such/folder";
  }
  const Ended ended = world.run();
  CHECK(ended.status == 1);
  CHECK_THAT(ended.err, contains("TMPDIR names no folder; set it to one, or unset it"));
}

TEST_CASE("a relative XDG_CACHE_HOME is ignored, as its specification says", "[e2e.command_line]") {
  World world;
  for (auto& [name, value] : world.environment) {
    if (name == "XDG_CACHE_HOME") value = "relative";
  }
  CHECK(world.kbisect({"run", "small", "--configs", world.configs()}).status == 0);
  CHECK(fs::exists(world.path() / "home/.cache/kbisect/initramfs"));
  CHECK_FALSE(fs::exists(world.path() / "relative"));
}

TEST_CASE("where runs and caches go without being told", "[e2e.command_line]") {
  World world;
  CHECK(world.kbisect({"run", "small", "--configs", world.configs()}).status == 0);
  CHECK(fs::exists(world.path() / "home/cache/kbisect/initramfs"));
  CHECK(world.result()["exit_code"] == 0);  // World::results() is ./results
}
