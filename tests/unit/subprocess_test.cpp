#include "base/subprocess.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "support/catch.hpp"

using namespace kbisect;
using namespace std::chrono_literals;

TEST_CASE("output and exit code of a program are captured apart", "[subprocess]") {
  const Finished finished = run({.argv = {"sh", "-c", "echo out; echo err >&2; exit 3"}});
  CHECK(finished.out == "out\n");
  CHECK(finished.err == "err\n");
  CHECK(finished.shell_status() == 3);
  CHECK_FALSE(finished.ok());
}

TEST_CASE("arguments are passed as they are, never through a shell", "[subprocess]") {
  CHECK(run_or_throw({.argv = {"printf", "%s|", "a b", "$HOME", ";", "\""}}) == "a b|$HOME|;|\"|");
}

TEST_CASE("environment and directory are the child's own", "[subprocess]") {
  const Finished finished = run(
      {.argv = {"sh", "-c", "pwd; echo $KBISECT_X"}, .directory = "/", .environment = {{"KBISECT_X", "7"}}});
  CHECK(finished.out == "/\n7\n");
}

TEST_CASE("what is open here is not open there", "[subprocess]") {
  const int folder = ::open("/", O_RDONLY | O_DIRECTORY);
  REQUIRE(folder > STDERR_FILENO);
  const Finished finished = run({.argv = {"ls", "/proc/self/fd"}});
  ::close(folder);
  // The three standard streams, and the descriptor with which ls reads the folder.
  CHECK(finished.out == "0\n1\n2\n3\n");
}

TEST_CASE("a deadline ends the whole group, what ignores TERM included", "[subprocess]") {
  const Stopwatch watch;
  const Finished finished =
      run({.argv = {"sh", "-c", "trap '' TERM; sleep 60 & sleep 60; sleep 60"}, .deadline = 200ms});
  const auto* timed_out = std::get_if<TimedOut>(&finished.ending);
  REQUIRE(timed_out != nullptr);
  CHECK(timed_out->killed);
  CHECK(watch.seconds() < 20);
}

TEST_CASE("a deadline that TERM was enough for is told from one that killed", "[subprocess]") {
  const Finished finished = run({.argv = {"sleep", "60"}, .deadline = 100ms});
  const auto* timed_out = std::get_if<TimedOut>(&finished.ending);
  REQUIRE(timed_out != nullptr);
  CHECK_FALSE(timed_out->killed);
}

TEST_CASE("what is told to stop is waited for, though the child is gone before it", "[subprocess]") {
  const Finished finished =
      run({.argv = {"sh", "-c", "(trap 'sleep 1.5; echo cleaned; exit' TERM; sleep 60 & wait) & sleep 60"},
           .deadline = 200ms});
  CHECK(finished.out == "cleaned\n");
  REQUIRE(std::holds_alternative<TimedOut>(finished.ending));
  CHECK_FALSE(std::get<TimedOut>(finished.ending).killed);
}

TEST_CASE("what has ended is not waited for, though nobody takes note of its end", "[subprocess]") {
  // Like PID 1 of a container, this process becomes the parent of orphans.
  REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  const Stopwatch watch;
  const Finished finished = run({.argv = {"sh", "-c", "sleep 60 & sleep 60"}, .deadline = 200ms});
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  CHECK(watch.seconds() < 4);
  REQUIRE(std::holds_alternative<TimedOut>(finished.ending));
  CHECK_FALSE(std::get<TimedOut>(finished.ending).killed);
  int left = 0;
  while (waitpid(-1, nullptr, WNOHANG) > 0) left += 1;
  CHECK(left > 0);
}

TEST_CASE("a grandchild left behind neither hangs us nor lives on", "[subprocess]") {
  const Stopwatch watch;
  const Finished finished = run({.argv = {"sh", "-c", "sleep 300 & echo $!"}});
  CHECK(watch.seconds() < 5);
  const pid_t left = std::stoi(finished.out);
  // It has been sent SIGKILL but may take a moment to die.
  const std::string status = "/proc/" + std::to_string(left) + "/status";
  bool lives = true;
  while (lives && watch.seconds() < 5)
    lives = kill(left, 0) == 0 && !run({.argv = {"grep", "-q", "^State:.Z", status}}).ok();
  CHECK_FALSE(lives);
}

TEST_CASE("a program that does not exist stops the run and is named", "[subprocess]") {
  CHECK_THROWS_WITH(run({.argv = {"kbisect-no-such-program"}}), contains("kbisect-no-such-program"));
}

TEST_CASE("output arrives while the program runs", "[subprocess]") {
  std::string seen;
  int ticks = 0;
  run({.argv = {"sh", "-c", "echo a; sleep 0.5; echo b"},
       .on_output = [&](std::string_view piece) { seen += piece; },
       .on_tick = [&] { ticks += 1; }});
  CHECK(seen == "a\nb\n");
  CHECK(ticks >= 3);
}

TEST_CASE("a fed process gets every byte, and its failure is told", "[subprocess]") {
  FedProcess good({.argv = {"sh", "-c", "test $(wc -c) = 3000000"}});
  for (int i = 0; i < 3000; ++i) good.write(std::string(1000, 'x'));
  CHECK_NOTHROW(good.finish());
  FedProcess bad({.argv = {"sh", "-c", "cat > /dev/null; echo broken >&2; exit 1"}});
  bad.write("x");
  CHECK_THROWS_WITH(bad.finish(), contains("broken"));
}
