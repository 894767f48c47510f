#include "model/kernel/command_file.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using Names = std::vector<std::string>;

TEST_CASE("the symbols that a target depends on are in its record, in both of Kbuild's ways",
          "[command_file]") {
  CHECK(symbols_named_in("deps_fs/super.o := \\\n  ../fs/super.c \\\n    $(wildcard include/config/SMP) \\\n"
                         "    $(wildcard include/config/BLK_DEV_LOOP) \\\n  include/config/auto.conf\n") ==
        Names{"CONFIG_SMP", "CONFIG_BLK_DEV_LOOP"});
  CHECK(symbols_named_in("    $(wildcard include/config/blk/dev/loop.h) \\\n") ==
        Names{"CONFIG_BLK_DEV_LOOP"});
  CHECK(symbols_named_in("include/config/").empty());
  CHECK(symbols_named_in("").empty());
}

TEST_CASE("an object is told from what is linked or made for the host", "[command_file]") {
  CHECK(compiled_object("fs/.super.o.cmd", "cmd\nsource_fs/super.o := ../fs/super.c\n") == "fs/super.o");
  CHECK_FALSE(compiled_object("fs/.built-in.a.cmd", "cmd\nsource_x := y\n"));
  CHECK_FALSE(compiled_object("fs/.ext4.o.cmd", "savedcmd_fs/ext4.o := ld\n"));
  CHECK_FALSE(compiled_object("scripts/.conf.o.cmd", "cmd\nsource_x := y\n"));
}
