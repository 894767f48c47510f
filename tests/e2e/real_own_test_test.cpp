// The user's own tests in a real guest: what they may be, how they may end, and the example in README.md.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "support/guest.hpp"
#include "support/readme.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
using namespace std::string_literals;
namespace fs = std::filesystem;

namespace {

const Symptom fails{.hunted = TestFailure{"test"}};

class Tests {
 public:
  fs::path script(const std::string& text) const {
    const fs::path path = folder_.path() / "test.sh";
    write_atomically(path, text);
    ::chmod(path.c_str(), 0755);
    return path;
  }
  fs::path program(const std::string& source, std::vector<std::string> options) const {
    const fs::path path = folder_.path() / "test";
    write_atomically(folder_.path() / "test.c", source);
    std::vector<std::string> argv{"gcc", "-o", path.string(), (folder_.path() / "test.c").string()};
    argv.insert(argv.end(), options.begin(), options.end());
    run_or_throw({.argv = argv, .directory = folder_.path()});
    return path;
  }
  const fs::path& folder() const { return folder_.path(); }

 private:
  TemporaryDirectory folder_;
};

Booted boot_own(const fs::path& test, std::chrono::seconds deadline = std::chrono::seconds(120)) {
  return boot_with(slim_kernel().image(), test.string(), fails, "", deadline);
}

std::string said(const Booted& booted) {
  const std::string why = detail(booted.verdict);
  return term(booted.verdict) + (why.empty() ? "" : ": " + why);
}

size_t size_of_report(const Booted& booted) {
  size_t size = 0;
  for (const std::string& line : booted.observation.ktap) size += line.size();
  return size;
}

}  // namespace

TEST_CASE("a script is judged by its exit code", "[real_guest_tests]") {
  const Tests tests;
  const std::string world = "[ $(pwd) = /tmp ] && [ -c /dev/null ] && [ -d /proc/self ] && ! read line && ";
  CHECK(said(boot_own(tests.script("#!/bin/sh\n" + world + "exit 0\n"))) == "good");
  CHECK(said(boot_own(tests.script("#!/bin/sh -e\nfalse\nexit 0\n"))) == "bad: test exits with 1");
  CHECK(said(boot_own(tests.script("#!/bin/sh\nexit 4\n"))) ==
        "skip: the guest test cannot judge this kernel: test: SKIP exit code 4");
  CHECK(said(boot_own(tests.script("#!/usr/bin/env sh\nexit 125\n"))) ==
        "skip: the guest test cannot judge this kernel: test: SKIP exit code 125");
  CHECK(said(boot_own(tests.script("#!/bin/bash\na=(1 2); exit ${#a[@]}\n"))) == "bad: test exits with 2");
  CHECK(said(boot_own(tests.script("#!/bin/sh\nkill -SEGV $$\n"))) == "bad: test is killed by signal 11");
}

TEST_CASE("a kselftest is judged by its results", "[real_guest_tests]") {
  const Tests tests;
  const std::string start = "#!/bin/sh\necho TAP version 13; echo 1..2; echo ok 1 first; ";
  CHECK(said(boot_own(tests.script(start + "echo 'ok 2 second # SKIP no x'; exit 0\n"))) == "good");
  CHECK(said(boot_own(tests.script(start + "echo '# why'; echo not ok 2 second; exit 1\n"))) ==
        "bad: test/second fails");
  CHECK(said(boot_own(tests.script(start + "exit 0\n"))) ==
        "skip: the guest test cannot judge this kernel: test: it exits with 0 after 1 results of 2 planned");
}

TEST_CASE("programs run, static or with their libraries", "[real_guest_tests]") {
  const Tests tests;
  const std::string source = "#include <stdio.h>\nint main(void) { printf(\"hello\"); return 3; }\n";
  for (const char* how : {"-static", "-O2"}) {
    INFO(how);
    const Booted booted = boot_own(tests.program(source, {how}));
    CHECK(said(booted) == "bad: test exits with 3");
    CHECK(std::count(booted.observation.ktap.begin(), booted.observation.ktap.end(), "# output: hello") == 1);
  }
  // A library that is in no cache of the dynamic linker is found beside the program.
  write_atomically(tests.folder() / "own.c", "int own(void) { return 5; }\n");
  run_or_throw(
      {.argv = {"gcc", "-shared", "-fPIC", "-o", "libown.so", "own.c"}, .directory = tests.folder()});
  CHECK(said(boot_own(tests.program("int own(void);\nint main(void) { return own(); }\n",
                                    {"-L.", "-lown", "-Wl,-rpath,$ORIGIN"}))) == "bad: test exits with 5");
}

TEST_CASE("a test that makes noise, hangs or leaves others behind does no harm", "[real_guest_tests]") {
  const Tests tests;
  const Booted flood = boot_own(tests.script("#!/bin/sh\nyes flood | head -c 20000000\nexit 1\n"));
  CHECK(said(flood) == "bad: test exits with 1");
  CHECK(size_of_report(flood) < 2U << 20);
  const Booted line = boot_own(tests.script("#!/bin/sh\nhead -c 20000000 /dev/zero\nexit 0\n"));
  CHECK(said(line) == "good");
  CHECK(size_of_report(line) < 1U << 20);
  CHECK(said(boot_own(tests.script("#!/bin/sh\nhead -c 50000 /dev/urandom\nexit 7\n"))) ==
        "bad: test exits with 7");
  CHECK(said(boot_own(tests.script("#!/bin/sh\n(while :; do echo more; done) &\nexit 0\n"))) == "good");
  CHECK(said(boot_own(tests.script("#!/bin/sh\nsleep 1000 &\nexit 6\n"))) == "bad: test exits with 6");
  // Output that looks like the agent's own lines is still only output.
  CHECK(said(boot_own(
            tests.script("#!/bin/sh\necho '# role: control'; echo ok 1 test; echo '# exit: 0'; exit 8\n"))) ==
        "bad: test exits with 8");
  const Booted hung =
      boot_own(tests.script("#!/bin/sh\necho started\nsleep 1000\n"), std::chrono::seconds(30));
  CHECK(std::get<Skip>(hung.verdict).reason == SkipReason::test_timed_out);
  CHECK_THAT(detail(hung.verdict), contains("started"));
}

TEST_CASE("README's own test gives the verdicts that README says", "[real_guest_tests]") {
  const TemporaryDirectory scratch;
  const fs::path test = scratch.path() / "repro.sh";
  write_atomically(test, read_readme().files.at("repro.sh"));
  ::chmod(test.c_str(), 0755);
  make_replica(scratch.path() / "replica");
  // Two steps test both ends, which gives both verdicts.
  const Finished ended =
      run_kbisect({"run", "kata-loop-mount", "--test", "./repro.sh", "--linux", "replica", "--good",
                   "replica-good", "--bad", "replica-bad", "--search-profile", small_profile, "--ccache",
                   "on", "--results", "results", "--steps", "2"},
                  scratch.path());
  REQUIRE(ended.shell_status() == 130);
  const fs::path folder = only_entry(scratch.path() / "results");
  std::istringstream journal(read_file(folder / "journal.jsonl").value());
  std::vector<nlohmann::json> verdicts;
  for (std::string line; std::getline(journal, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["type"] == "step") verdicts.push_back(entry["verdict"]);
  }
  REQUIRE(verdicts.size() == 2);
  for (const auto& verdict : verdicts) {
    const bool is_bad = verdict["term"] == "bad";
    if (is_bad) CHECK(verdict["signature"] == "test exits with 255");
    CHECK((is_bad || verdict["term"] == "good"));
  }
  CHECK(verdicts[0]["term"] != verdicts[1]["term"]);
}
