#include "tools/source_repository.hpp"

#include <fstream>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/catch.hpp"
#include "tools/git_read.hpp"
#include "tools/kconfig_files.hpp"
#include "tools/kernel_source.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

class Tree {
 public:
  Tree() {
    write("Makefile", "all:\n");
    write("scripts/kconfig/conf.c", "#!/bin/sh\n");
    fs::permissions(path() / "scripts/kconfig/conf.c", fs::perms::owner_all);
    write("block/Kconfig", "config BLOCK\n");
    write(".gitignore", "*\n");  // applies to git only
    fs::create_symlink("../Makefile", path() / "block/link");
  }
  fs::path path() const { return folder_.path() / "linux-6.12"; }
  fs::path repository() const { return folder_.path() / "sources.git"; }
  fs::path tarball() const { return folder_.path() / "linux.tar.xz"; }

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }
  void pack() const {
    run_or_throw({.argv = {"tar", "-cJf", tarball().string(), "-C", folder_.path().string(), "linux-6.12"}});
  }
  std::string git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"git", "--git-dir", repository().string()});
    return run_or_throw({.argv = arguments});
  }

 private:
  TemporaryDirectory folder_;
};

}  // namespace

TEST_CASE("what an import that was killed has left is removed by the next one", "[source_repository]") {
  const Tree tree;
  const SourceRepository repository(tree.repository());
  repository.add_folder(tree.path());
  const fs::path left = tree.repository() / "objects/pack/tmp_pack_a1b2c3";
  std::ofstream(left) << "half a pack";
  tree.write("Makefile", "more:\n");
  repository.add_folder(tree.path());
  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("a folder and a tarball with the same files are the same commit", "[source_repository]") {
  const Tree tree;
  const SourceRepository repository(tree.repository());
  const std::string commit = repository.add_folder(tree.path());
  tree.pack();
  CHECK(repository.add_tarball(tree.tarball()) == commit);
  CHECK(repository.add_folder(tree.path()) == commit);
  CHECK(tree.git({"ls-tree", "-r", "--format=%(objectmode) %(path)", commit}) ==
        "100644 .gitignore\n100644 Makefile\n100644 block/Kconfig\n120000 block/link\n"
        "100755 scripts/kconfig/conf.c\n");
  CHECK(tree.git({"show", commit + ":block/link"}) == "../Makefile");

  tree.write("Makefile", "none:\n");
  const std::string changed = repository.add_folder(tree.path());
  CHECK(changed != commit);
  CHECK(tree.git({"show", changed + ":Makefile"}) == "none:\n");
  // The unchanged tarball is recognized by its digest and not unpacked again.
  CHECK(repository.add_tarball(tree.tarball()) == commit);
}

TEST_CASE("what is no clean source tree is refused with what it is", "[source_repository]") {
  const Tree tree;
  CHECK(check_source_folder(tree.path()).has_value());
  for (const char* output : {".config", "include/config/auto.conf", "include/generated/utsrelease.h"}) {
    tree.write(output, "");
    const auto checked = check_source_folder(tree.path());
    REQUIRE_FALSE(checked.has_value());
    CHECK_THAT(checked.error().message, contains("built in") && contains("make mrproper"));
    fs::remove_all(tree.path() / output);
    fs::remove_all(tree.path() / "include");
  }
  fs::create_directories(tree.path() / ".git");
  CHECK_THAT(check_source_folder(tree.path()).error().message, contains("git tree") && contains("--linux"));
  CHECK_THAT(check_source_folder(tree.path() / "block").error().message, contains("no kernel's source"));
}

TEST_CASE("what is no kernel's tarball is refused, and makes no commit", "[source_repository]") {
  const Tree tree;
  const SourceRepository repository(tree.repository());
  tree.write("text", "this is no archive, only a text of some length");
  CHECK_FALSE(check_source_tarball(tree.path() / "text").has_value());
  CHECK_FALSE(check_source_tarball(tree.path() / "absent").has_value());
  fs::remove_all(tree.path() / "scripts");
  tree.pack();
  CHECK(check_source_tarball(tree.tarball()).has_value());
  CHECK_THROWS_WITH(repository.add_tarball(tree.tarball()), contains("scripts/kconfig/conf.c"));
  CHECK(tree.git({"for-each-ref"}).empty());
  // A tree that was built in, and one that is packed without its top folder.
  tree.write("scripts/kconfig/conf.c", "");
  tree.write("include/config/auto.conf", "");
  tree.pack();
  CHECK_THROWS_WITH(repository.add_tarball(tree.tarball()), contains("built in, it has include/config;"));
  fs::remove_all(tree.path() / "include");
  run_or_throw({.argv = {"tar", "-cf", tree.tarball().string(), "-C", tree.path().string(), "scripts"}});
  CHECK_THROWS_WITH(repository.add_tarball(tree.tarball()), contains("top folder"));
  CHECK(tree.git({"for-each-ref"}).empty());
  // A truncated tarball.
  tree.write("scripts/kconfig/conf.c", std::string(1 << 20, 'x'));
  run_or_throw({.argv = {"tar", "-cf", tree.tarball().string(), "-C", tree.path().parent_path().string(),
                         "linux-6.12"}});
  fs::resize_file(tree.tarball(), 1 << 19);
  CHECK_THROWS_AS(repository.add_tarball(tree.tarball()), UsageError);
  CHECK(tree.git({"for-each-ref"}).empty());
}

TEST_CASE("symbols are looked for where the architecture's kernel is configured", "[source_repository]") {
  const Tree tree;
  tree.write("arch/x86/Kconfig", "config X86_ONLY\n\tdepends on 64BIT\n");
  tree.write("arch/s390/Kconfig", "config S390_ONLY\n");
  tree.write("Documentation/Kconfig", "config EXAMPLE\n");
  tree.write(".kbisect-build/Kconfig", "config STRAY\n");
  tree.write("block/Kconfig.iosched", "config BLOCK\n");
  const auto found = find_declarations(
      tree.path(), *find_arch("x86_64"),
      {"CONFIG_BLOCK", "CONFIG_X86_ONLY", "CONFIG_S390_ONLY", "CONFIG_EXAMPLE", "CONFIG_STRAY"});
  REQUIRE(found.size() == 2);
  REQUIRE(found.at("CONFIG_BLOCK").size() == 2);
  CHECK(found.at("CONFIG_BLOCK")[0].where == "block/Kconfig:1");
  CHECK(found.at("CONFIG_X86_ONLY")[0].conditions == std::vector<std::string>{"64BIT"});
}
