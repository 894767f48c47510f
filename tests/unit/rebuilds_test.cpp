#include "model/search/rebuilds.hpp"

#include <algorithm>

#include "model/kernel/command_file.hpp"
#include "model/search/object_readers.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

const char* const super =
    "savedcmd_fs/super.o := gcc -Wp,-MMD,fs/.super.o.d -I../include -c -o fs/super.o ../fs/super.c\n\n"
    "source_fs/super.o := ../fs/super.c\n\ndeps_fs/super.o := \\\n  ../include/linux/fs.h \\\n"
    "    $(wildcard include/config/SMP) \\\n  ../fs/../fs/internal.h \\\n";

IndexSet set_of(int size, const std::vector<int>& members) {
  IndexSet set(size);
  for (const int member : members) set.insert(member);
  return set;
}

}  // namespace

TEST_CASE("a record names the files of the tree that were opened", "[rebuilds]") {
  const auto files = files_named_in(super, "..");
  CHECK(std::count(files.begin(), files.end(), "include/linux/fs.h") == 1);
  CHECK(std::count(files.begin(), files.end(), "fs/internal.h") == 1);
  CHECK(std::count(files.begin(), files.end(), "fs/super.c") == 2);
}

TEST_CASE("only what a compiler made for the kernel is a compiled object", "[rebuilds]") {
  CHECK(compiled_object("fs/.super.o.cmd", super) == "fs/super.o");
  CHECK(compiled_object(".super.o.cmd", super) == "super.o");
  CHECK_FALSE(compiled_object("fs/.vfs.o.cmd", "savedcmd_fs/vfs.o := ld -r -o fs/vfs.o fs/super.o\n"));
  CHECK_FALSE(compiled_object("scripts/mod/.modpost.o.cmd", super));
  CHECK_FALSE(compiled_object("tools/objtool/.check.o.cmd", super));
  CHECK_FALSE(compiled_object("fs/.built-in.a.cmd", super));
  CHECK_FALSE(compiled_object(".o.cmd", super));
  CHECK_FALSE(compiled_object("fs/super.o.cmd", super));
}

TEST_CASE("a change is compiled by the objects that read it", "[rebuilds]") {
  ObjectReaders readers;
  for (const char* source : {"..", "/src/tree"}) {
    readers.add_command_file("fs/.super.o.cmd", super, source);
    readers.add_command_file("fs/.inode.o.cmd",
                             "savedcmd_fs/inode.o := gcc\n\nsource_fs/inode.o := ../fs/inode.c\n"
                             "deps_fs/inode.o := \\\n  ../include/linux/fs.h\n",
                             source);
  }
  CHECK(readers.object_count() == 2);
  CHECK(readers.readers_of({"include/linux/fs.h"}).count() == 2);
  CHECK(readers.readers_of({"fs/internal.h"}).members() == std::vector<int>{0});
  CHECK(readers.readers_of({"fs/internal.h", "fs/inode.c"}).count() == 2);
  CHECK(readers.readers_of({"fs/dcache.c"}).empty());
}

TEST_CASE("between two commits lies what only one of them descends from", "[rebuilds]") {
  // The history 0 - 1 - 3 - 4 and 0 - 2 - 3.
  const auto ancestry =
      std::make_shared<const Ancestry>(std::vector<std::vector<int>>{{}, {0}, {0}, {1, 2}, {3}});
  const Rebuilds rebuilds(ancestry, 100,
                          {{0, set_of(100, {0})}, {1, set_of(100, {1, 99})}, {2, set_of(100, {2, 99})}});
  CHECK(rebuilds.objects() == 100);
  CHECK(rebuilds.between(old_end_index, 0) == 1);
  CHECK(rebuilds.between(0, old_end_index) == 1);
  CHECK(rebuilds.between(old_end_index, 4) == 4);
  CHECK(rebuilds.between(1, 2) == 3);
  CHECK(rebuilds.between(1, 3) == 2);
  CHECK(rebuilds.between(3, 4) == 0);
  CHECK(rebuilds.between(4, 4) == 0);
}
