// kbisect verify: every way a series can come, every outcome and every refusal.
#include <algorithm>
#include <sstream>

#include "base/subprocess.hpp"
#include "support/catch.hpp"
#include "support/series_world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// The end of the history, which is bad.
std::string base_id(const World& world) {
  return world.git({"rev-parse", "end"});
}

std::string reply(const World& world) {
  return kbisect::read_file(world.run_folder() / "reply.txt").value_or("");
}

// mine.sh, whose result is up to the stand-in guest.
void write_own_test(const World& world) {
  write(world.path() / "mine.sh", "#!/bin/sh\ntrue\n");
  fs::permissions(world.path() / "mine.sh", fs::perms::owner_all);
}

const std::string fix_diff = "--- a/behaviour\n+++ b/behaviour\n@@ -1 +1 @@\n-bad\n+good\n";

}  // namespace

TEST_CASE("a series that fixes is told patch by patch, with a reply to send", "[e2e.verify]") {
  const SeriesWorld world({"bad-noisy", "good", "good-noisy"});
  world.git({"config", "user.name", "T E Ster"});
  world.git({"config", "user.email", "tester@example.com"});
  const auto before = world.user_state();
  const Ended ended = verify(world, {"patches"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  const json result = world.result();
  CHECK(result["outcome"]["kind"] == "fixes");
  CHECK(result["outcome"]["since"] == 2);
  CHECK(result["exit_code"] == 0);
  CHECK(result["base"]["commit"]["id"] == base_id(world));
  CHECK(result["base"]["named_by_series"] == true);
  REQUIRE(result["patches"].size() == 3);
  CHECK(result["patches"][1]["title"] == "loop: be good");
  const char* terms[] = {"bad", "good", "good"};
  const size_t boots[] = {2, 2, 5};
  for (size_t i = 0; i < 3; ++i) {
    CHECK(result["patches"][i]["trial"]["verdict"]["term"] == terms[i]);
    CHECK(result["patches"][i]["trial"]["runs"].size() == boots[i]);
  }
  REQUIRE(result["others"].size() == 1);
  CHECK(result["others"][0]["test"] == "loop-mount-cases");
  CHECK(result["others"][0]["worse"].is_null());
  // All but the step that the symptom is about pass on the base.
  const auto passes = [&](const char* when, const char* which) {
    return result["others"][0][when][which].get<int>();
  };
  CHECK(passes("passes_before", "passed") == passes("passes_before", "results") - 1);
  CHECK(passes("passes_after", "passed") == passes("passes_after", "results"));
  CHECK(passes("passes_before", "passed") > 0);
  // Base and patches, a kernel each.
  CHECK(world.made().size() == 1);
  for (const std::string& text : {ended.out, world.report()}) {
    CHECK_THAT(text, contains("it fixes the symptom, which is gone after patch 2/3"));
    CHECK_THAT(text, contains("patch 1/3: loop: be bad-noisy"));
  }
  CHECK_THAT(world.report(), contains(base_id(world)) && contains("- loop-mount-cases is not worse (") &&
                                 contains(" results passed on the base, "));
  CHECK_THAT(reply(world), contains("To: A U Thor <author@example.com>\nCc: list@example.com\n"
                                    "Subject: Re: [PATCH v2 0/3]"));
  CHECK_THAT(reply(world), contains("\nIn-Reply-To: <") && contains("before: 5 of 5 boots failed") &&
                               contains(" after: 0 of 5 boots failed") &&
                               contains("\nTested-by: T E Ster <tester@example.com>\n"));
  require_clean(world, before);
}

TEST_CASE("a series comes as files, an mbox, a diff or a branch", "[e2e.verify]") {
  const SeriesWorld world({"bad-noisy", "good"});
  make_series(world, "one", {"good"}, world.path() / "single", {"--no-cover-letter"});
  world.git({"checkout", "--quiet", "main"});
  const auto shell = [&](const std::string& command) {
    kbisect::run_or_throw({.argv = {"sh", "-c", command}, .directory = world.path()});
  };
  shell("cat patches/v2-0002* patches/v2-0000* patches/v2-0001* > s.mbx");
  // As b4 saves it: the cover letter, and the base-commit in it, are a file of their own.
  shell("mkdir b4 && cat patches/v2-000[12]* > b4/s.mbx && cp patches/v2-0000* b4/s.cover");
  write(world.path() / "fix.diff", "This fixes it.\n\n" + fix_diff);
  struct Row {
    std::vector<std::string> arguments;
    size_t patches;
  };
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(world.path() / "patches")) files.push_back(entry.path());
  const Row rows[] = {{files, 2},
                      {{"s.mbx"}, 2},
                      {{"b4"}, 2},
                      {{"single"}, 1},
                      {{"fix.diff", "--base", "end"}, 1},
                      {{"--branch", "fix", "--base", "end"}, 2}};
  for (const Row& row : rows) {
    auto all = row.arguments;
    all.insert(all.end(), {"--boots", "1"});
    fs::remove_all(world.results());
    const Ended ended = verify(world, all);
    INFO(all.front() << ended.out << ended.err);
    CHECK(ended.status == 0);
    REQUIRE(world.result()["patches"].size() == row.patches);
    const fs::directory_iterator kept(world.run_folder() / "patches");
    CHECK(static_cast<size_t>(std::distance(begin(kept), end(kept))) == row.patches);
    // git config knows nobody.
    CHECK_THAT(ended.out, contains("no Tested-by"));
    CHECK(reply(world).find("Tested-by") == std::string::npos);
  }
}

TEST_CASE("a commit of a branch gets no fix-up that it contains", "[e2e.verify]") {
  const SeriesWorld world({"good"});
  world.git({"checkout", "--quiet", "fix"});
  write(world.tree() / "other", "repaired\n");
  world.git({"add", "other"});
  world.git({"commit", "--quiet", "-m", "other: repair it"});
  world.git({"checkout", "--quiet", "main"});
  const Ended ended = verify(world, {"--branch", "fix", "--base", "end", "--fixup", "fix", "--boots", "1"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  const json patches = world.result()["patches"];
  CHECK(world.result()["before"]["trial"]["source"]["fixups"].size() == 1);
  CHECK(patches[0]["trial"]["trial"]["source"]["fixups"].size() == 1);
  CHECK(patches[1]["trial"]["trial"]["source"]["fixups"].empty());
  std::string one_line = reply(world);
  std::replace(one_line.begin(), one_line.end(), '\n', ' ');
  CHECK_THAT(one_line, contains("applied besides, before: the series contains it"));
}

TEST_CASE("a tarball is a base too", "[e2e.verify]") {
  const SeriesWorld world({"good"});
  kbisect::run_or_throw(
      {.argv = {"git", "archive", "--prefix=linux/", "-o", (world.path() / "linux.tar.gz").string(), "end"},
       .directory = world.tree()});
  const Ended ended = verify(world, {"patches", "--base", "linux.tar.gz", "--linux", "/no/such/tree"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(world.result()["base"]["kind"] == "tarball");
}

TEST_CASE("the same patches make the same commits, whatever the user's configuration is", "[e2e.verify]") {
  const SeriesWorld world({"good"});
  const auto commit = [&] {
    fs::remove_all(world.results());
    CHECK(verify(world, {"patches", "--boots", "1"}).status == 0);
    return world.result()["patches"][0]["commit"].get<std::string>();
  };
  const std::string plain = commit();
  write(world.path() / "hooks/applypatch-msg", "#!/bin/sh\nexit 1\n");
  fs::permissions(world.path() / "hooks/applypatch-msg", fs::perms::owner_all);
  const std::pair<const char*, std::string> settings[] = {{"core.hooksPath", world.path() / "hooks"},
                                                          {"am.threeWay", "true"},
                                                          {"am.messageid", "true"},
                                                          {"am.keepcr", "true"},
                                                          {"mailinfo.scissors", "true"},
                                                          {"apply.whitespace", "error"},
                                                          {"commit.gpgSign", "true"},
                                                          {"user.name", "Somebody Else"}};
  for (const auto& [key, value] : settings) world.git({"config", key, value});
  CHECK(commit() == plain);
}

TEST_CASE("a patch that does not apply is named, and nothing is built", "[e2e.verify]") {
  const SeriesWorld world({"good", "good-noisy"});
  const auto before = world.user_state();
  const fs::path second = patch_file(world, "v2-0002");
  std::string text = *kbisect::read_file(second);
  text.replace(text.find("\n-good\n"), 7, "\n-gone\n");
  write(second, text);
  const Ended ended = verify(world, {"patches"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 5);
  CHECK(world.result()["outcome"]["kind"] == "does-not-apply");
  CHECK(world.result()["outcome"]["patch"] == 2);
  CHECK_THAT(ended.out, contains("patch 2/2 does not apply: error: patch failed: behaviour:1"));
  CHECK(world.made().empty());
  CHECK_THAT(reply(world),
             contains("Subject: Re: [PATCH v2 2/2] loop: be good-noisy") && contains("does not apply"));
  CHECK(reply(world).find("Tested-by") == std::string::npos);
  require_clean(world, before);
}

TEST_CASE("a series that does not do what it should says how", "[e2e.verify]") {
  struct Row {
    std::vector<std::string> behaviours;
    const char* base;  // what the base does
    const char* kind;
    int status;
    const char* told;
  };
  const Row rows[] = {
      {{"good", "no-build", "good"}, "bad", "does-not-build", 5, "patch 2/3 does not build"},
      {{"no-configure"}, "bad", "does-not-build", 5, "cannot configure"},
      {{"bad-noisy"}, "bad", "fixes-nothing", 5, "mount-writer-held/mount gives EBUSY"},
      {{"panics"},
       "bad",
       "breaks-something-else",
       5,
       "loop-mount with the whole series: the kernel panicked"},
      {{"good-reference-fails"},
       "bad",
       "breaks-something-else",
       5,
       "second-mount-other-flags/mount-read-only gives EIO"},
      {{"control-fails"}, "bad", "breaks-something-else", 5, "control failed"},
      {{"good-noisy"}, "good", "not-there-before", 5, "not there before"},
      {{"good"}, "panics", "not-judged", 3, "the base, before any patch: the kernel panicked"},
      {{"good"}, "no-build", "not-judged", 3, "the base, before any patch: cannot build"},
      {{"half-a-frame"}, "bad", "not-judged", 3, "the whole series: "}};
  for (const Row& row : rows) {
    const SeriesWorld world(row.behaviours, {.otherwise = {{15, row.base}}});
    const auto before = world.user_state();
    const Ended ended = verify(world, {"patches", "--boots", "2"});
    INFO(row.told << ended.out << ended.err);
    CHECK(ended.status == row.status);
    CHECK(world.result()["outcome"]["kind"] == row.kind);
    CHECK_THAT(ended.out, contains(row.told));
    CHECK_THAT(world.report(), contains(row.told));
    CHECK(reply(world).find("Tested-by") == std::string::npos);
    CHECK(reply(world).empty() == (row.status == 3));
    require_clean(world, before);
  }
}

TEST_CASE("a bug that shows now and then is not fixed by a few boots that pass", "[e2e.verify]") {
  // It shows in every second boot of the base; what does nothing may well pass six times.
  const SeriesWorld world({"good:6:bad"}, {.otherwise = {{15, "flaky"}}});
  CHECK(verify(world, {"patches"}).status == 5);
  CHECK(world.result()["outcome"]["kind"] == "fixes-nothing");
  CHECK(world.result()["patches"][0]["trial"]["trial"]["passes"] > 10);
  CHECK(reply(world).find("Tested-by") == std::string::npos);
}

TEST_CASE("what is to be fixed can be told by one's own test", "[e2e.verify]") {
  const SeriesWorld world({"good-noisy"}, {.otherwise = {{15, "bad-own-passes"}}});
  write_own_test(world);
  // The campaign's own symptom is there, but that is not the question.
  CHECK(verify(world, {"patches", "--test", "./mine.sh", "--boots", "1"}).status == 5);
  CHECK(world.result()["outcome"]["kind"] == "not-there-before");
  CHECK(world.result()["run"]["campaign"]["symptom"] == json{{"fails", "test"}});
}

TEST_CASE("patches behind one that does not build are tested all the same", "[e2e.verify]") {
  const SeriesWorld world({"no-build", "good"});
  CHECK(verify(world, {"patches", "--boots", "2"}).status == 5);
  const json patches = world.result()["patches"];
  CHECK(patches[0]["trial"]["verdict"]["reason"] == "cannot-build");
  CHECK(patches[1]["trial"]["verdict"]["term"] == "good");
  CHECK_THAT(reply(world), contains("Subject: Re: [PATCH v2 1/2]") && contains("implicit declaration"));
}

TEST_CASE("another test that gets worse is named", "[e2e.verify]") {
  const SeriesWorld world({"good-noisy"}, {.otherwise = {{15, "bad-own-passes"}}});
  write_own_test(world);
  const Ended ended = verify(world, {"patches", "--other-test", "./mine.sh", "--boots", "1"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 5);
  CHECK(world.result()["outcome"]["kind"] == "breaks-something-else");
  CHECK_THAT(ended.out, contains("mine.sh with the whole series: test"));
  CHECK_THAT(world.report(), contains("mine.sh is worse"));
}

TEST_CASE("a series that makes the kernel complain in another test breaks something else", "[e2e.verify]") {
  const SeriesWorld world({"warns-own-passes"}, {.otherwise = {{15, "bad-own-passes"}}});
  write_own_test(world);
  const Ended ended = verify(world, {"patches", "--other-test", "./mine.sh", "--boots", "1"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 5);
  CHECK(world.result()["outcome"]["kind"] == "breaks-something-else");
  CHECK_THAT(ended.out, contains("mine.sh") && contains("the kernel logs WARNING in loop_set_status"));
  // The base of the campaign's own test fails before it could complain, so nobody knows whether it would.
  fs::remove_all(world.results());
  const Ended alone = verify(world, {"patches", "--other-test", "loop-mount-cases", "--boots", "1"});
  INFO(alone.out << alone.err);
  CHECK(alone.status == 3);
  CHECK_THAT(
      alone.out,
      contains("the symptom is gone, but with the whole series the kernel logs WARNING in loop_set_status"));
  CHECK(reply(world).empty());
}

TEST_CASE("what a hostile mail says is text and nothing else", "[e2e.verify]") {
  const World world;
  const auto before = world.user_state();
  const std::string mail =
      "From: =?UTF-8?q?E=1b[2Jvil=0aBcc:_all?= <evil@example.com>\nMessage-ID: <1@example.com>\n"
      "Subject: [PATCH] \x1b]0;title\a a\n\nWhy.\n---\n";
  write(world.path() / "hostile.patch", mail + fix_diff);
  const Ended ended = verify(world, {"hostile.patch", "--base", "end", "--boots", "1"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  for (const std::string& text : {ended.out, ended.err, world.report(), reply(world)}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\nBcc:") == std::string::npos);
  }
  // Paths that are none of a tree.
  for (const char* path : {"../outside", ".git/config", "x/../../outside", ".GIT/hooks/x"}) {
    fs::remove_all(world.results());
    write(world.path() / "hostile.patch", mail + "diff --git a/" + path + " b/" + path +
                                              "\nnew file mode 100644\n--- /dev/null\n+++ b/" + path +
                                              "\n@@ -0,0 +1 @@\n+x\n");
    const Ended refused = verify(world, {"hostile.patch", "--base", "end"});
    INFO(path << refused.out << refused.err);
    CHECK(refused.status == 5);
    CHECK(world.result()["outcome"]["kind"] == "does-not-apply");
  }
  // Beyond a link that it makes itself.
  fs::remove_all(world.results());
  write(world.path() / "hostile.patch",
        mail + "diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+" +
            world.path().string() +
            "\n\\ No newline at end of file\ndiff --git a/link/outside b/link/outside\nnew file mode 100644\n"
            "--- /dev/null\n+++ b/link/outside\n@@ -0,0 +1 @@\n+x\n");
  CHECK(verify(world, {"hostile.patch", "--base", "end"}).status == 5);
  CHECK_FALSE(fs::exists(world.path() / "outside"));
  require_clean(world, before);
}

TEST_CASE("what cannot be verified is refused before anything is started", "[e2e.verify]") {
  const SeriesWorld world({"bad-noisy", "good"});
  make_series(world, "unbased", {"good"}, world.path() / "unbased", {"--no-base"});
  world.git({"branch", "aside", world.id(8)});
  write(world.path() / "prose.patch", "Hello.\n");
  write(world.path() / "fix.diff", fix_diff);
  write(world.path() / "binary.patch", "diff --git a/f b/f\nGIT binary patch\nliteral 1\n");
  fs::create_directories(world.path() / "empty");
  write(world.path() / "second.patch", *kbisect::read_file(patch_file(world, "v2-0002")));
  write(world.path() / "far.diff", fix_diff + "\nbase-commit: " + std::string(40, 'a') + "\n");
  write(world.path() / "on-others.diff", fix_diff + "\nbase-commit: " + world.id(World::bad_end) +
                                             "\nprerequisite-patch-id: " + std::string(40, 'a') + "\n");
  write(world.path() / "huge.patch", fix_diff);
  fs::resize_file(world.path() / "huge.patch", 33U << 20U);
  struct Row {
    std::vector<std::string> arguments;
    const char* message;
  };
  const Row rows[] = {
      {{}, "give the files of a series, or --branch"},
      {{"no-such.patch"}, "series 'no-such.patch': does not exist"},
      {{""}, "series: it is empty"},
      {{std::string(5000, 'x')}, "does not exist"},
      {{"on-others.diff"}, "prerequisite-patch-id:"},
      {{"/dev/null"}, "neither a file nor a folder"},
      {{"prose.patch"}, "prose.patch: there is no patch in it"},
      {{"empty"}, "series 'empty': the folder contains no .patch"},
      {{"binary.patch", "--base", "end"}, "no text"},
      {{"huge.patch", "--base", "end"}, "MiB long; that is not a patch"},
      {{"fix.diff"}, "give that with --base"},
      {{"unbased"}, "give that with --base"},
      {{"second.patch"}, "patch 1 of 2 is missing"},
      {{"fix.diff", "fix.diff", "--base", "end"}, "fix.diff and fix.diff are the same patch; give it once"},
      {{"patches", "--base", ""}, "--base"},
      {{"patches", "--branch", ""}, "--branch"},
      {{"far.diff"}, "base-commit of the series: source 'aaaa"},
      {{"fix.diff", "--base", "v9.9"}, "source 'v9.9'"},
      {{"fix.diff", "--base", "end", "--linux", "/no/such/tree"}, "--linux"},
      {{"fix.diff", "--base", "end", "--test", "no-such-test"}, "no-such-test"},
      {{"fix.diff", "--base", "end", "--other-test", "no-such-test"}, "no-such-test"},
      {{"fix.diff", "--base", "end", "--other-test", "loop-mount", "--other-test", "loop-mount"}, "twice"},
      {{"fix.diff", "--base", "end", "--boots", "0"}, "--boots"},
      {{"fix.diff", "--branch", "fix", "--base", "end"}, "either files or a branch"},
      {{"--branch", "fix"}, "--branch: give --base"},
      {{"--branch", "nowhere", "--base", "end"}, "--branch 'nowhere'"},
      {{"--branch", "fix", "--base", "nowhere"}, "--base 'nowhere'"},
      {{"--branch", "end", "--base", "end"}, "has no commit since end"},
      {{"--branch", "aside", "--base", "end"}, "is not based on end; rebase it"},
      {{"--branch", "end", "--base", "start"}, "has the merge"}};
  for (const Row& row : rows) {
    const Ended ended = verify(world, row.arguments);
    INFO(row.message << ended.out << ended.err);
    CHECK(ended.status == 2);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, contains(row.message));
    CHECK(ended.err.rfind("kbisect: ", 0) == 0);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
    CHECK_FALSE(fs::exists(world.results()));
    CHECK_FALSE(fs::exists(world.cache() / "trees"));
  }
}

TEST_CASE("with --json the last event has the verification", "[e2e.verify]") {
  const SeriesWorld world({"good"});
  const Ended ended = verify(world, {"patches", "--json"});
  REQUIRE(ended.status == 0);
  std::vector<json> lines;
  std::istringstream stream(ended.out);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  CHECK(lines.back()["event"] == "verify-ended");
  CHECK(lines.back()["result"] == world.result());
}
