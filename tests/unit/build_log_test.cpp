#include "model/kernel/build_log.hpp"

#include <utility>

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("the first real error is quoted", "[build_log]") {
  struct Row {
    const char* log;
    const char* expected;
  };
  const Row rows[] = {
      {"  CC      a.o\na.c:3:1: warning: w\na.c:4:2: error: 'x' undeclared\nmake[2]: *** [a.o] Error 1\n",
       "a.c:4:2: error: 'x' undeclared"},
      {"a.c:1:10: fatal error: no.h: No such file or directory\n",
       "a.c:1:10: fatal error: no.h: No such file or directory"},
      {"ld: vmlinux.o: in function `f':\na.c:(.text+0x1): undefined reference to `g'\nmake: *** [vmlinux] "
       "Error 1\n",
       "a.c:(.text+0x1): undefined reference to `g'"},
      {"make: *** No rule to make target 'vmlinux'.  Stop.\n",
       "make: *** No rule to make target 'vmlinux'.  Stop."},
      {"something odd\n\n", "something odd"},
      {"", ""},
  };
  for (const Row& row : rows) CHECK(first_build_error(row.log) == row.expected);
}

TEST_CASE("the object that make failed at is named, where it could be made alone", "[build_log]") {
  const std::pair<const char*, const char*> rows[] = {
      {"make[3]: *** [scripts/Makefile.build:250: fs/ext4/super.o] Error 1\n"
       "make[2]: *** [scripts/Makefile.build:480: fs/ext4] Error 2\n",
       "fs/ext4/super.o"},
      {"make[2]: *** [Makefile:1: fs/a.o] Error 1\nmake[2]: *** [Makefile:1: fs/b.o] Error 1\n", "fs/a.o"},
      {"make[1]: *** [scripts/Makefile.vmlinux_o:61: vmlinux.o] Error 1\n", ""},
      {"make[1]: *** [Makefile:3: arch/x86/boot/setup.elf] Error 1\n", ""},
      {"*** [ ] Error ", ""},
      {"] Error 1 *** [fs/a.o", ""},
      {"", ""}};
  for (const auto& [log, object] : rows) CHECK(failed_object(log) == object);
}

TEST_CASE("Kconfig's own error is quoted before make's", "[build_log]") {
  const std::pair<const char*, const char*> rows[] = {
      {"x/Kconfig:3:warning: odd\nmake: *** [x] Error 1\nfs/Kconfig:12: syntax error\n",
       "fs/Kconfig:12: syntax error"},
      {"error: no such file\nfs/Kconfig:1: x\n", "error: no such file"},
      {"fs/Kconfig:9:error: recursive dependency detected!\nfs/Kconfig:9: symbol A depends on B\n",
       "fs/Kconfig:9:error: recursive dependency detected! symbol A depends on B"},
      {"fs/Kconfig:9:error: recursive dependency detected!",
       "fs/Kconfig:9:error: recursive dependency detected!"},
      {"make[1]: Entering directory 'b'\nmake: *** [x] Error 1\n", "make: *** [x] Error 1"},
      {"  HOSTCC  scripts/kconfig/conf.o\nmake: *** [x] Error 1\n", "make: *** [x] Error 1"},
      {"conf: 5: cannot create x: Read-only file system\nmake[1]: *** [x] Error 2\nmake: *** [y] Error 2\n",
       "conf: 5: cannot create x: Read-only file system"},
      {"", ""}};
  for (const auto& [log, expected] : rows) CHECK(first_config_error(log) == expected);
}

TEST_CASE("trouble of the machine is told from trouble of the commit", "[build_log]") {
  CHECK_FALSE(infrastructure_trouble("a.c:4:2: error: 'x' undeclared\n"));
  CHECK(infrastructure_trouble("x\nfatal error: error writing to /tmp/c.s: No space left on device\ny\n") ==
        "fatal error: error writing to /tmp/c.s: No space left on device");
  // What dash says if its own echo or printf finds the disk full.
  CHECK(infrastructure_trouble("/bin/sh: 1: echo: echo: I/O error\n"));
  for (const char* line : {"gcc: fatal error: Killed signal terminated program cc1",
                           "scripts/link-vmlinux.sh: line 51: 4711 Killed  ld -o vmlinux",
                           "collect2: fatal error: ld terminated with signal 9 [Killed]",
                           "make[2]: *** [Makefile:34: vmlinux] Error 137",
                           "make[1]: *** [scripts/Makefile.build:3: a.o] Killed",
                           "/bin/sh: 1: lz4: not found", "bash: line 1: pahole: command not found"}) {
    INFO(line);
    CHECK(infrastructure_trouble(std::string("  CC      a.o\n") + line + "\n") == line);
  }
  CHECK_FALSE(infrastructure_trouble("/bin/sh: 1: ./scripts/gone.sh: not found\n"));
}

TEST_CASE("what a build was kept from on purpose is no trouble of the machine", "[build_log]") {
  const char* read_only = "sh: 1: cannot create fs/evil: Read-only file system\n";
  const char* no_fork = "sh: 1: Cannot fork\n";
  const char* no_memory = "virtual memory exhausted: Cannot allocate memory\n";
  for (const char* line : {read_only, no_fork, no_memory}) CHECK(infrastructure_trouble(line));
  CHECK_FALSE(infrastructure_trouble(read_only, {.read_only = true}));
  CHECK(infrastructure_trouble(no_fork, {.read_only = true}));
  CHECK_FALSE(infrastructure_trouble(no_fork, {.limited = true}));
  CHECK_FALSE(infrastructure_trouble(no_memory, {.limited = true}));
  CHECK(infrastructure_trouble("cc1: No space left on device\n", {.read_only = true, .limited = true}));
}

TEST_CASE("progress counts objects whatever the pieces", "[build_log]") {
  BuildProgress progress;
  progress.feed("  CC      init/main.o\n  HOSTCC  scripts/ba");
  CHECK(progress.objects() == 1);
  CHECK(progress.current() == "CC init/main.o");
  progress.feed(
      "sic/fixdep\n  AR      init/built-in.a\n  CALL    scripts/checksyscalls.sh\nmake[1]: x\n  AS      "
      "a.o\n");
  CHECK(progress.objects() == 3);
  CHECK(progress.current() == "AS a.o");
}

TEST_CASE("a line of any length is followed in pieces of any size", "[build_log]") {
  BuildProgress progress;
  // If each piece rescanned all earlier ones, this would take minutes.
  for (int piece = 0; piece < 1 << 20; ++piece) progress.feed("xx");
  for (const char c : std::string("\n  CC      a.o\n")) progress.feed({&c, 1});
  CHECK(progress.objects() == 1);
  CHECK(progress.current() == "CC a.o");
}
