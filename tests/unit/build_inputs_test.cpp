#include "model/kernel/build_inputs.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// A .cmd file as Kbuild writes it below the build directory, with the source at "..".
constexpr const char* object =
    R"(savedcmd_fs/super.o := gcc -Wp,-MMD,fs/.super.o.d -nostdinc -I../arch/x86/include \
 -include ../include/linux/compiler-version.h -c -o fs/super.o ../fs/super.c

source_fs/super.o := ../fs/super.c

deps_fs/super.o := \
    $(wildcard include/config/BLOCK) \
  ../include/linux/fs.h \
  ../fs/internal.h \
  include/generated/bounds.h \

fs/super.o: $(deps_fs/super.o)
)";
constexpr const char* table =
    "cmd_arch/x86/include/generated/asm/syscalls_64.h := sh ../scripts/syscalltbl.sh --abis common,64 "
    "../arch/x86/entry/syscalls/syscall_64.tbl arch/x86/include/generated/asm/syscalls_64.h\n";
constexpr const char* tool =
    "cmd_/src/tree/.build/tools/objtool/check.o := gcc -I/src/tree/tools/include -c "
    "/src/tree/tools/objtool/check.c\n";

BuildInputs inputs() {
  BuildInputs read("x86");
  read.add_command_file("fs/.super.o.cmd", object, "..");
  read.add_command_file("drivers/block/.built-in.a.cmd", "cmd_drivers/block/built-in.a := ar cDPrST\n", "..");
  read.add_command_file("arch/x86/include/generated/asm/.syscalls_64.h.cmd", table, "..");
  read.add_command_file("tools/objtool/.check.o.cmd", tool, "/src/tree");
  return read;
}

using Kind = FileChange::Kind;

}  // namespace

TEST_CASE("what a compiler opened and what a rule names are inputs", "[build_inputs]") {
  const BuildInputs read = inputs();
  for (const char* path :
       {"fs/super.c", "include/linux/fs.h", "fs/internal.h", "include/linux/compiler-version.h",
        "arch/x86/entry/syscalls/syscall_64.tbl", "tools/objtool/check.c", "scripts/syscalltbl.sh"}) {
    INFO(path);
    CHECK(read.counts({path}));
    CHECK(read.counts({path, Kind::deleted}));
  }
  for (const char* path :
       {"fs/namei.c", "include/linux/net.h", "include/generated/bounds.h", "fs/super.c.orig.c"}) {
    INFO(path);
    CHECK_FALSE(read.counts({path}));
  }
}

TEST_CASE("what steers a build counts where the build has been", "[build_inputs]") {
  const BuildInputs read = inputs();
  for (const char* path :
       {"Makefile", "Kbuild", "fs/Makefile", "drivers/Makefile", "drivers/block/Makefile",
        "arch/x86/Makefile", "arch/x86/kvm/Makefile", "drivers/net/Kconfig", "init/Kconfig",
        "scripts/Makefile.build", "scripts/mod/modpost.c", "tools/include/linux/types.h", "arch/Kconfig",
        "kernel/bounds.lds", "usr/default_cpio_list"}) {
    INFO(path);
    CHECK(read.counts({path}));
  }
  for (const char* path :
       {"drivers/net/Makefile", "arch/arm64/Makefile", "arch/arm64/Kconfig", "arch/arm/boot/x.dts",
        "Documentation/admin-guide/mm.rst", "MAINTAINERS", "tools/perf/Makefile",
        "tools/testing/selftests/Makefile", ".gitignore", "fs/.gitignore",
        "arch/x86/configs/x86_64_defconfig", "Documentation/devicetree/bindings/a.yaml"}) {
    INFO(path);
    CHECK_FALSE(read.counts({path}));
  }
}

TEST_CASE("a header that comes or goes may take another one's place", "[build_inputs]") {
  const BuildInputs read = inputs();
  for (const Kind kind : {Kind::added, Kind::deleted}) {
    CHECK(read.counts({"include/linux/new.h", kind}));
    CHECK(read.counts({"arch/x86/include/asm/new.h", kind}));
    CHECK(read.counts({"fs/new.h", kind}));
    CHECK_FALSE(read.counts({"drivers/net/new.h", kind}));
    CHECK_FALSE(read.counts({"arch/arm64/include/asm/new.h", kind}));
    CHECK_FALSE(read.counts({"fs/new.c", kind}));
  }
}

TEST_CASE("inputs are the same after they were kept as text", "[build_inputs]") {
  const BuildInputs read = inputs();
  BuildInputs again = BuildInputs::from_text("x86", read.to_text());
  CHECK(again.to_text() == read.to_text());
  CHECK_FALSE(again.add(read));
  CHECK(again.counts({"drivers/block/Makefile"}));
  BuildInputs none("x86");
  CHECK(none.empty());
  CHECK(none.add(read));
}

TEST_CASE("device trees are no part of a kernel image that was built without them", "[build_inputs]") {
  BuildInputs read("arm64");
  read.add_command_file("arch/arm64/kernel/.head.o.cmd", "source := ../arch/arm64/kernel/head.S", "..");
  CHECK(read.counts({"arch/arm64/Makefile"}));
  CHECK(read.counts({"arch/arm64/kernel/Makefile"}));
  CHECK(read.counts({"arch/arm64/mm/Makefile"}));
  CHECK_FALSE(read.counts({"arch/arm64/boot/dts/Makefile"}));
  CHECK_FALSE(read.counts({"arch/arm64/boot/dts/qcom/Makefile"}));
  CHECK_FALSE(read.counts({"arch/arm64/boot/dts/qcom/board.dts"}));
  CHECK_FALSE(read.counts({"arch/x86/Makefile"}));
  read.add_command_file("arch/arm64/boot/dts/qcom/.board.dtb.cmd",
                        "source := ../arch/arm64/boot/dts/qcom/board.dts", "..");
  CHECK(read.counts({"arch/arm64/boot/dts/qcom/Makefile"}));
  CHECK(read.counts({"arch/arm64/boot/dts/qcom/board.dts"}));
}
