#include "tools/kconfig.hpp"

#include <cstdlib>
#include <fstream>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "support/architectures.hpp"
#include "support/catch.hpp"
#include "tools/profile_files.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

std::string text_of(const fs::path& path) {
  return or_infrastructure_error(read_file(path));
}

// A tree with a profile, whose Kconfig only copies the requests unless a test replaces it.
class FakeTree {
 public:
  FakeTree() {
    kconfig_does("cat \"$requests\" > \"$out/.config\"\n");
    write(source() / "Makefile",
          "allnoconfig alldefconfig:\n\t@sh -e scripts/kconfig/conf $(O) $(KCONFIG_ALLCONFIG) $@\n");
    write(profile_folder() / "common/a.conf", "CONFIG_A=y\n");
    write(profile_folder() / "x86_64/b.conf", "CONFIG_B=7\n");
  }

  fs::path source() const { return folder_.path() / "source"; }
  fs::path build() const { return folder_.path() / "build"; }
  fs::path profile_folder() const { return folder_.path() / "configs/small"; }

  void kconfig_does(const std::string& body) const {
    write(source() / "scripts/kconfig/conf", "out=$1 requests=$2 target=$3\n" + body);
  }

  Expected<Profile> load(const Arch& arch = x86_64, const std::vector<std::string>& whitelist = {}) const {
    return load_profile(folder_.path() / "configs", "small", arch, whitelist);
  }

  Kbuild kbuild() const { return {.source = source(), .build = build(), .arch = &x86_64}; }

  Expected<std::string> configured() const { return configure(kbuild(), *load()); }

  std::string refusal() const {
    const auto digest = configured();
    REQUIRE_FALSE(digest.has_value());
    return digest.error().message;
  }

 private:
  TemporaryDirectory folder_;
};

}  // namespace

TEST_CASE("Kconfig runs in the tree with the requests and the environment", "[kconfig]") {
  const FakeTree tree;
  tree.kconfig_does(
      "echo \"$PWD $ARCH $KBUILD_BUILD_HOST ${KCONFIG_CONFIG-unset} ${CROSS_COMPILE-unset} $target\" > "
      "\"$out/seen\"\n"
      "cat \"$requests\" > \"$out/.config\"\n");
  setenv("KCONFIG_CONFIG", "/tmp/elsewhere", 1);
  setenv("CROSS_COMPILE", "left-over-", 1);
  const auto digest = tree.configured();
  unsetenv("KCONFIG_CONFIG");
  unsetenv("CROSS_COMPILE");
  REQUIRE(digest.has_value());
  CHECK(*digest == sha256("CONFIG_A=y\nCONFIG_B=7\n"));
  CHECK(text_of(tree.build() / ".config") == "CONFIG_A=y\nCONFIG_B=7\n");
  CHECK(text_of(tree.build() / "seen") ==
        tree.source().string() + " x86_64 kbisect unset unset allnoconfig\n");
}

TEST_CASE("symbols that a profile does not name are off, or get their defaults", "[kconfig]") {
  const FakeTree tree;
  tree.kconfig_does("echo \"# $target\" > \"$out/.config\"\ncat \"$requests\" >> \"$out/.config\"\n");
  Profile profile = *tree.load();
  CHECK(configure(tree.kbuild(), profile).has_value());
  CHECK_THAT(text_of(tree.build() / ".config"), contains("# allnoconfig\n"));
  profile.unnamed = Unnamed::by_default;
  CHECK(configure(tree.kbuild(), profile).has_value());
  CHECK_THAT(text_of(tree.build() / ".config"), contains("# alldefconfig\n"));
}

TEST_CASE("of two requests for one symbol the last is made", "[kconfig]") {
  const FakeTree tree;
  write(tree.profile_folder() / "x86_64/b.conf", "# CONFIG_A is not set\n");
  CHECK(tree.configured().has_value());
  CHECK(text_of(tree.build() / ".config") == "# CONFIG_A is not set\n");
}

TEST_CASE("an edit of the profile does not reach a run that has loaded it", "[kconfig]") {
  const FakeTree tree;
  const Profile profile = *tree.load();
  write(tree.profile_folder() / "common/a.conf", "CONFIG_A=m\n");
  CHECK(configure(tree.kbuild(), profile).has_value());
  CHECK(text_of(tree.build() / ".config") == "CONFIG_A=y\nCONFIG_B=7\n");
}

TEST_CASE("a config that comes out the same keeps its time stamp", "[kconfig]") {
  const FakeTree tree;
  const fs::path config = tree.build() / ".config";
  REQUIRE(tree.configured().has_value());
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(config, old);
  const auto kept = fs::last_write_time(config);
  REQUIRE(tree.configured().has_value());
  CHECK(fs::last_write_time(config) == kept);

  write(tree.profile_folder() / "common/a.conf", "CONFIG_A=m\n");
  REQUIRE(tree.configured().has_value());
  CHECK(fs::last_write_time(config) > kept);
}

TEST_CASE("requests that were not met are an error that lists them", "[kconfig]") {
  const FakeTree tree;
  tree.kconfig_does("echo '# CONFIG_A is not set' > \"$out/.config\"\n");
  const std::string message = tree.refusal();
  CHECK_THAT(message, contains("2 of the requests"));
  CHECK_THAT(message, contains("CONFIG_A=y ("));
  CHECK_THAT(message, contains("common/a.conf), but it is n"));
  CHECK_THAT(message, contains("CONFIG_B=7 ("));
  CHECK_THAT(message, contains("but it is absent"));
  CHECK(configure(tree.kbuild(), *tree.load(x86_64, {"CONFIG_A", "CONFIG_B"})).has_value());
}

TEST_CASE("a failing Kconfig is told by its first error", "[kconfig]") {
  struct Row {
    const char* body;
    const char* part;
  };
  const Row rows[] = {
      {"echo 'drivers/x/Kconfig:3:warning: odd' >&2\necho 'init/Kconfig:12: syntax error' >&2\n"
       "echo 'make[2]: *** [scripts/kconfig/Makefile:85: allnoconfig] Error 1' >&2\nexit 2",
       "exit code 2: init/Kconfig:12: syntax error"},
      {"echo 'fs/Kconfig:9:error: recursive dependency detected!' >&2\n"
       "echo 'fs/Kconfig:9: symbol AAA depends on BBB' >&2\nexit 1",
       "fs/Kconfig:9:error: recursive dependency detected! symbol AAA depends on BBB"},
      {"echo 'error: recursive dependency detected!' >&2\necho '  symbol AAA depends on BBB' >&2\n"
       "echo 'make: *** [x] Error 1' >&2\nexit 2",
       "exit code 2: error: recursive dependency detected! symbol AAA depends on BBB"},
      {"echo 'scripts/kconfig/conf.c:8:10: fatal error: x.h: No such file or directory' >&2\nexit 2",
       "fatal error: x.h"},
      {"echo 'make: *** No rule to make target allnoconfig.  Stop.' >&2\nexit 2", "No rule to make target"},
      {"echo 'no idea' >&2\nexit 1", "exit code 2: no idea"},
      {"exit 0", "wrote no config"},
  };
  for (const Row& row : rows) {
    const FakeTree tree;
    tree.kconfig_does(row.body);
    CHECK_THAT(tree.refusal(), contains(row.part));
  }
}

TEST_CASE("a failing Kconfig leaves the config that was there", "[kconfig]") {
  const FakeTree tree;
  REQUIRE(tree.configured().has_value());
  tree.kconfig_does("exit 1");
  tree.refusal();
  CHECK(text_of(tree.build() / ".config") == "CONFIG_A=y\nCONFIG_B=7\n");
}

TEST_CASE("trouble of the machine stops the run instead of blaming the commit", "[kconfig]") {
  for (const char* body :
       {"echo 'cat: write error: No space left on device' >&2\nexit 1",
        "echo '*** The source tree is not clean, please run make mrproper' >&2\nexit 2", "kill -9 $PPID"}) {
    const FakeTree tree;
    tree.kconfig_does(body);
    CHECK_THROWS_AS(tree.configured(), InfrastructureError);
  }
}

TEST_CASE("what is no kernel tree is told so", "[kconfig]") {
  const FakeTree tree;
  fs::remove_all(tree.source() / "scripts");
  CHECK_THAT(tree.refusal(), contains("source/scripts/kconfig: not a kernel tree"));
}
