// Bad input: exit code 2, one line that names the culprit, and nothing created.
#include <algorithm>
#include <fstream>

#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

void require_refused(const World& world, const Ended& ended, const std::string& culprit) {
  INFO(ended.out << ended.err);
  CHECK(ended.status == 2);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, contains(culprit));
  CHECK(ended.err.rfind("kbisect: ", 0) == 0);
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  CHECK_FALSE(fs::exists(world.results()));
  CHECK_FALSE(fs::exists(world.cache()));
  CHECK_FALSE(fs::exists(world.path() / "configure-calls"));
}

json campaign_of(const World& world) {
  return json::parse(*kbisect::read_file(world.configs() / "campaigns/small.json"));
}

void write_campaign(const World& world, const std::string& text) {
  kbisect::write_atomically(world.configs() / "campaigns/small.json", text);
}

}  // namespace

TEST_CASE("a campaign that is wrong is refused by the key", "[e2e.bad_input]") {
  const World world;
  const auto before = world.user_state();
  struct Row {
    const char* pointer;
    json value;
    const char* culprit;
  };
  const Row rows[] = {
      {"/gud", "v1", "gud"},
      {"/limits/boot_second", 5, "limits.boot_second"},
      {"/good", 5, "\"good\""},
      {"/limits/jobs", "two", "limits.jobs"},
      {"/limits/boot_seconds", -1, "limits.boot_seconds"},
      {"/limits", 7, "limits"},
      {"/symptom/errno", "16", "symptom.errno"},
      {"/symptom", json(), "symptom"},
      {"/arch", "riscv64", "x86_64, arm64"},
      {"/whitelist", json({1}), "whitelist"},
      {"/expected_culprit", "v6.8", "expected_culprit"},
      {"/profile", "no-such-profile", "no-such-profile"},
      {"/test", "no-such-test", "no-such-test"},
      {"/good", "v9.9", "v9.9"},
      {"/bad", "no-such-branch", "no-such-branch"},
      {"/good", "end", "end"},
      {"/symptom/step", "no/such", "no step 'no/such'"},
      {"/symptom/step", "mount-writer-held/moutn", "did you mean 'mount-writer-held/mount'?"},
      {"/symptom/step", "mount-reader-held/mount", "mount-writer-held"},
      {"/symptom", json::parse(R"({"fails": "no-such-case"})"), "symptom.fails"},
      {"/symptom", json::parse(R"({"outcomes": [{"step": "a/b", "good": "OK", "bad": "EBUSY"}]})"),
       "symptom.outcomes"},
      {"/workarounds", json::array({"userlnd"}), "workarounds: test 'userlnd'"},
      {"/linux", world.path(), "linux"},
      {"/linux", world.configs() / "campaigns/small.json", "small.json is a file"},
      {"/linux", "/no/such/folder", "/no/such/folder"}};
  for (const Row& row : rows) {
    INFO(row.pointer << " = " << row.value.dump());
    json campaign = campaign_of(world);
    campaign[json::json_pointer(row.pointer)] = row.value;
    const std::string whole = campaign_of(world).dump();
    write_campaign(world, campaign.dump());
    require_refused(world, world.run(), row.culprit);
    write_campaign(world, whole);
  }
  for (const char* key : {"name", "linux", "good", "bad", "arch", "profile", "test", "symptom"}) {
    INFO(key);
    json campaign = campaign_of(world);
    const std::string whole = campaign.dump();
    campaign.erase(key);
    write_campaign(world, campaign.dump());
    require_refused(world, world.run(), std::string("\"") + key + "\"");
    write_campaign(world, whole);
  }
  CHECK(world.change_since(before).empty());
}

TEST_CASE("a campaign file that is no campaign is refused by its name", "[e2e.bad_input]") {
  const World world;
  const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
  const std::string texts[] = {
      "", "{", "[]", "7", "\xff\xfe", "{} trailing", deep, "[1e999]", "{\"name\": \"a\"\n\"b\"}"};
  for (const std::string& text : texts) {
    INFO(text.substr(0, 100));
    write_campaign(world, text);
    require_refused(world, world.run(), "small.json");
  }
  require_refused(world, world.kbisect({"run", "no-such-campaign", "--configs", world.configs()}),
                  "no-such-campaign");
  require_refused(world, world.kbisect({"run", world.configs()}), world.configs());
}

TEST_CASE("ends that are no line of history are refused by name", "[e2e.bad_input]") {
  const World world;
  require_refused(world, world.run({"--good", "end"}), "end");
  require_refused(world, world.run({"--good", "end", "--bad", "start"}), "descendant");
  // The ends are on two sides of a merge; the message names their merge base.
  require_refused(world, world.run({"--good", world.id(3), "--bad", world.id(6)}), world.id(2));
  require_refused(world, world.run({"--good", "end^{tree}"}), "end^{tree}");
  require_refused(world, world.run({"--good", "--bad"}),
                  "--bad");  // a value that git would take for an option
  world.git({"checkout", "--quiet", "--orphan", "unrelated"});
  world.git({"commit", "--quiet", "--allow-empty", "-m", "unrelated"});
  require_refused(world, world.run({"--good", "unrelated"}), "unrelated");
}

TEST_CASE("a command line that is wrong is refused by the option", "[e2e.bad_input]") {
  const World world;
  const std::string campaign = world.configs() / "campaigns/small.json";
  struct Row {
    std::vector<std::string> arguments;
    std::string culprit;
  };
  const Row rows[] = {
      {{}, "subcommand"},
      {{"bisect"}, "bisect"},
      {{"run"}, "linux"},
      {{"resume"}, "run"},
      {{"run", "small", "--good", ""}, "--good: it is empty; give a value, or leave the option out"},
      {{"run", "small", "--results", ""}, "--results: it is empty"},
      {{"replica", ""}, "directory: it is empty"},
      {{"run", "small", "--no-such-option"}, "--no-such-option"},
      {{"run", "small", "--goood=v6.7"}, "did you mean --good?"},
      {{"releses", "v6.8"}, "'releses' is no command; did you mean releases?"},
      {{"resume", "results", "--configs", "/no/such/folder"}, "--configs: /no/such/folder is no folder"},
      {{"run", "small", "extra"}, "extra"},
      {{"run", "small", "--jobs", "two"}, "--jobs"},
      {{"run", "small", "--jobs"}, "--jobs"},
      {{"run", "small", "--configs", world.configs(), "--jobs", "-1"}, "--jobs is -1;"},
      {{"run", "small", "--configs", world.configs(), "--boot-seconds", "0"}, "--boot-seconds is 0;"},
      {{"run", "small", "--configs", world.configs(), "--symptom-errno", "16"}, "--symptom-errno is \"16\";"},
      {{"run", "small", "--configs", world.configs(), "--symptom-log-kind", "noise"}, "--symptom-log-kind"},
      {{"run", "small", "--configs", world.configs(), "--symptom-log-text", "a"}, "symptom.log.kind"},
      {{"run", "small", "--configs", world.configs(), "--symptom-hang", "late"}, "--symptom-hang"},
      {{"run", "small", "--configs", world.configs(), "--whitelist", "MEMCG"}, "--whitelist is \"MEMCG\";"},
      {{"run", "small", "--configs", world.configs(), "--fixup", "-x"}, "--fixup is \"-x\";"},
      {{"run", "small", "--configs", world.configs(), "--hunt", "fx"}, "--hunt is \"fx\"; write"},
      {{"run", "small", "--configs", world.configs(), "--confidence", "2"}, "--confidence is 2"},
      {{"run", "small", "--configs", world.configs(), "--symptom-errno", "EIO", "--symptom-hang", "boot"},
       "--symptom-errno and --symptom-hang"},
      {{"run", "small", "--configs", world.configs(), "--on-other-failure", "good"}, "--on-other-failure"},
      {{"run", "small", "--configs", world.configs(), "--name", "../up"}, "--name"},
      {{"run", "small", "--configs", world.configs(), "--results", campaign}, "--results: " + campaign},
      {{"run", "small", "--configs", world.configs(), "--results", campaign + "/x"},
       "--results: " + campaign},
      {{"run", "small", "--configs", world.configs(), "--results", "/proc/x"}, "--results: /proc cannot be"},
      {{"run", "small", "--configs", world.configs(), "--cache", campaign}, "--cache: " + campaign},
      {{"run", "small", "--configs", world.configs(), "--cache", world.cache(), "--compiler", "gcc-99"},
       "gcc-99"},
      {{"slim", "small", "--configs", world.configs(), "--output", "/proc/x/y"}, "--output: /proc cannot be"},
      {{"replica", "/proc/x", "--source", campaign}, "/proc cannot be"},
      {{"replica", campaign + "/x", "--source", campaign}, campaign + " is no folder"},
      {{"replica", "new", "--seed", "-1"}, "--seed"},
      {{"run", "small", "--configs", "/no/such/folder"}, "/no/such/folder"}};
  for (const Row& row : rows) require_refused(world, world.kbisect(row.arguments), row.culprit);
}

TEST_CASE("a git tree that is no kernel's is refused by every command", "[e2e.bad_input]") {
  const World world;
  const std::string other = world.path() / "other";
  const auto git = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", other, "-c", "user.name=a", "-c", "user.email=a@b.c"});
    kbisect::run_or_throw({.argv = std::move(arguments)});
  };
  kbisect::make_directories(other);
  git({"init", "--quiet"});
  for (const char* tag : {"v1.0", "v1.1"}) {
    kbisect::write_atomically(world.path() / "other/file", tag);
    git({"add", "file"});
    git({"commit", "--quiet", "-m", tag});
    git({"tag", tag});
  }
  kbisect::write_atomically(world.path() / "fix.patch",
                            "diff --git a/file b/file\n--- a/file\n+++ b/file\n"
                            "@@ -1 +1 @@\n-v1.1\n+v1.2\n");
  kbisect::write_atomically(world.path() / "one.config", "CONFIG_SLIM=y\n");
  kbisect::write_atomically(world.path() / "other.config", "# CONFIG_SLIM is not set\n");
  const std::vector<std::string> ends{"--good", "v1.0", "--bad", "v1.1", "--linux", other};
  const std::string culprit = "is no kernel's source: it has no scripts/kconfig/conf.c (" + other + ")";
  require_refused(world, world.run(ends), "good 'v1.0': commit");
  require_refused(world, world.run(ends), culprit);
  const auto with = [&](const std::string& command, std::vector<std::string> more) {
    more.insert(more.end(), {"--linux", other});
    require_refused(world, world.kbisect(world.trial_arguments(command, more)), culprit);
  };
  with("test", {"v1.1"});
  with("verify", {"fix.patch", "--base", "v1.1"});
  with("config-bisect", {"one.config", "other.config", "v1.1"});
  with("releases", {"v1.1"});
  std::vector<std::string> slim{"slim",    "small",       "--configs", world.configs(),
                                "--cache", world.cache(), "--results", world.results()};
  slim.insert(slim.end(), ends.begin(), ends.end());
  require_refused(world, world.kbisect(slim), culprit);
}

TEST_CASE("a test of one's own that no guest could run is refused by its path", "[e2e.bad_input]") {
  const World world;
  const auto file = [&](const std::string& name, const std::string& bytes, bool executable = true) {
    kbisect::write_atomically(world.path() / name, bytes);
    fs::permissions(world.path() / name, fs::perms(executable ? 0755 : 0644));
  };
  // kbisect itself, changed to another machine type or to libraries that do not exist.
  const std::string program = *kbisect::read_file(KBISECT_BINARY);
  const auto with = [&](const std::string& text, const std::string& other) {
    std::string changed = program;
    for (size_t at = changed.find(text); at != std::string::npos; at = changed.find(text, at))
      changed.replace(at, text.size(), other);
    REQUIRE(changed != program);
    return changed;
  };
  constexpr size_t machine = 18;  // e_machine (elf(5))
  std::string for_another = program;
  for_another[machine] = '\x15';
  file("plain", "mount it\n");
  file("empty", "");
  file("not-executable", "#!/bin/sh\n", false);
  file("python", "#!/usr/bin/python3\n");
  file("elsewhere", "#!/opt/bin/sh\n");
  file("crlf", "#!/bin/sh\r\nexit 0\r\n");
  file("truncated", program.substr(0, 30));
  file("another-machine", for_another);
  file("without-library", with("libzstd.so.1", "libgone.so.1"));
  file("without-linker", with("/lib64/ld-linux", "/lib64/no-linux"));
  fs::create_symlink("gone", world.path() / "dangling");
  struct Row {
    const char* test;
    const char* culprit;
  };
  const Row rows[] = {{"./gone.sh", "gone.sh' does not exist"},
                      {"./configs", "configs' is not a file"},
                      {"./dangling", "dangling' does not exist"},
                      {"/dev/null", "null' is not a file"},
                      {"./plain", "plain' is neither an ELF program nor a script"},
                      {"./empty", "empty' is neither an ELF program nor a script"},
                      {"./not-executable", "chmod +x"},
                      {"./python", "#!/usr/bin/python3"},
                      {"./elsewhere", "#!/opt/bin/sh"},
                      {"./crlf", "carriage return"},
                      {"./truncated", "truncated"},
                      {"./another-machine", "is not a program for x86_64"},
                      {"./without-library", "libgone.so.1"},
                      {"./without-linker", "no-linux"},
                      {"plain", "./plain"}};
  for (const Row& row : rows) {
    INFO(row.test);
    require_refused(world, world.run({"--test", row.test}), row.culprit);
  }
}

TEST_CASE("what is no run, or is over, is not resumed", "[e2e.bad_input]") {
  World world;
  require_refused(world, world.kbisect({"resume", "no-such-run"}), "no-such-run");
  fs::create_directories(world.path() / "empty");
  require_refused(world, world.kbisect({"resume", "empty"}), "empty");
  for (const char* text :
       {"", R"({"type":"run")", "garbage\n", "{\"type\":\"run\",\"schema\":99}\n", "[]\n"}) {
    INFO(text);
    fs::create_directories(world.path() / "broken");
    kbisect::write_atomically(world.path() / "broken/journal.jsonl", text);
    require_refused(world, world.kbisect({"resume", "broken"}), "broken/journal.jsonl");
  }

  REQUIRE(world.run().status == 0);
  const auto configured = world.configured();
  const Ended again = world.resume();
  CHECK(again.status == 2);
  CHECK_THAT(again.err, contains("finished") && contains("report.md"));
  CHECK(std::count(again.err.begin(), again.err.end(), '\n') == 1);
  CHECK(world.configured() == configured);
}

TEST_CASE("what cannot be tested is refused by name", "[e2e.bad_input]") {
  const World world;
  const auto before = world.user_state();
  std::ofstream(world.path() / "no.patch") << "not a patch\n";
  std::ofstream(world.path() / "no.tar.xz") << "not a tarball, but a text\n";
  fs::create_directories(world.path() / "empty");
  struct Row {
    std::vector<std::string> arguments;
    const char* culprit;
  };
  const std::string quiet = "quiet";
  const Row rows[] = {
      {{}, "sources"},
      {{"v9.9"}, "v9.9"},
      {{"end^{tree}"}, "end^{tree}"},
      {{"./no-such-folder"}, "no-such-folder"},
      {{""}, "source ''"},
      {{"end", "end"}, "'end' is given twice"},
      {{"empty"}, "no kernel's source"},
      {{"./tree"}, "git tree"},
      {{"no.tar.xz"}, "no.tar.xz"},
      {{"/dev/null"}, "/dev/null"},
      {{"end", "--linux", "/no/such/folder"}, "/no/such/folder"},
      {{"end", "--set", "BLOCK=y"}, "--set: 'BLOCK=y'"},
      {{"end", "--set", "CONFIG_BLOCK=yes"}, "CONFIG_BLOCK=yes"},
      {{"end", "--set", "CONFIG_A=y", "--and", "--set", "CONFIG_A=n"}, "CONFIG_A is set twice"},
      {{"end", "--append", ""}, "--append: it is empty"},
      {{"end", "--append", "kbisect.test=none"}, "kbisect.*"},
      {{"end", "--append", "a\nb"}, "one line"},
      {{"end", "--append", quiet, "--append", quiet}, "'quiet' is given twice"},
      {{"end", "--patch", "absent.patch"}, "absent.patch"},
      {{"end", "--patch", ""}, "--patch: it is empty"},
      {{"end", "--patch", "no.patch"}, "no.patch"},
      {{"end", "--patch", world.tree()}, "--patch"},
      {{"end", "--and", "--append", quiet}, "none before it"},
      {{"end", "--append", quiet, "--and"}, "none after it"},
      {{"end", "--append", quiet, "--and", "--and", "--append", "b"}, "none before it"},
      {{"end", "--combine", "--set", "CONFIG_A=y", "--and", "--append", quiet},
       "--combine: 'CONFIG_A=y, quiet'"},
      {{"end", "--only-changed"}, "--only-changed"},
      {{"end", "--combine"}, "--combine: nothing is changed"},
      {{"end", "--boots", "0"}, "--boots"},
      {{"end", "--boots", "many"}, "--boots"},
      {{"end", "--test", "no-such-test"}, "no-such-test"},
      {{"end", "--test", "loop-mount", "--test", "loop-mount"}, "'loop-mount' is given twice"},
      {{"end", "--profile", "no-such-profile"}, "no-such-profile"},
      {{"end", "--good", "start"}, "--good"},
      {{"end", "--campaign", "no-such-campaign"}, "no-such-campaign"},
      {{"end", "--cache", world.path() / "a cache"}, "a cache"}};
  for (const Row& row : rows) {
    std::vector<std::string> arguments{"test",          "--campaign", "small",        "--configs",
                                       world.configs(), "--results",  world.results()};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    // Avoid giving --campaign twice.
    if (row.arguments.size() > 1 && row.arguments[1] == "--campaign")
      arguments.erase(arguments.begin() + 1, arguments.begin() + 3);
    if (std::find(arguments.begin(), arguments.end(), "--cache") == arguments.end())
      arguments.insert(arguments.end(), {"--cache", world.cache()});
    require_refused(world, world.kbisect(arguments), row.culprit);
  }
  // Without a campaign named default there are no values for what is not given.
  require_refused(world, world.kbisect({"test", "end", "--configs", world.configs()}), "campaign 'default'");
  CHECK(world.change_since(before).empty());
}
