#include "tools/profile_files.hpp"

#include <fstream>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/architectures.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

const fs::path committed = fs::path(KBISECT_SOURCE_DIR) / "configs";

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

// A profile with one common fragment and one for x86_64.
class ProfileFolder {
 public:
  ProfileFolder() {
    write(path() / "common/a.conf", "CONFIG_A=y\n");
    write(path() / "x86_64/b.conf", "CONFIG_B=7\n");
  }

  fs::path path() const { return configs_.path() / "small"; }

  Expected<Profile> load(const Arch& arch = x86_64, const std::vector<std::string>& whitelist = {}) const {
    return load_profile(configs_.path(), "small", arch, whitelist);
  }

 private:
  TemporaryDirectory configs_;
};

std::vector<std::string> names(const Profile& profile) {
  std::vector<std::string> result;
  for (const Fragment& fragment : profile.fragments) {
    const fs::path path = fragment.path;
    result.push_back(path.parent_path().filename() / path.filename());
  }
  return result;
}

}  // namespace

TEST_CASE("the committed Kata profile loads for x86_64", "[profile_files]") {
  const auto profile = load_profile(committed, "kata-3.13.0", x86_64, {"CONFIG_MORE"});
  REQUIRE(profile.has_value());
  CHECK(profile->name == "kata-3.13.0");
  CHECK(profile->fragments.size() == 36);
  CHECK(names(*profile).front() == "common/9p.conf");
  CHECK(names(*profile)[24] == "x86_64/acpi.conf");
  size_t requests = 0;
  std::set<std::string> symbols;
  for (const Fragment& fragment : profile->fragments) {
    requests += fragment.values.size();
    for (const auto& [symbol, value] : fragment.values) symbols.insert(symbol);
  }
  CHECK(requests == 491);
  CHECK(symbols.size() == 489);
  CHECK(profile->whitelist.size() == 40);
}

TEST_CASE("a profile is the same by name and by path, wherever it lies", "[profile_files]") {
  const auto by_name = load_profile(committed, "kata-3.13.0", x86_64, {});
  const auto by_path = load_profile("/nowhere", (committed / "kata-3.13.0/").string(), x86_64, {});
  const TemporaryDirectory elsewhere;
  fs::copy(committed / "kata-3.13.0", elsewhere.path() / "kata-3.13.0", fs::copy_options::recursive);
  const auto copied = load_profile(elsewhere.path(), "kata-3.13.0", x86_64, {});
  REQUIRE(by_path.has_value());
  CHECK(by_path->name == "kata-3.13.0");
  CHECK(by_path->digest == by_name->digest);
  CHECK(copied->digest == by_name->digest);
}

TEST_CASE("a profile's digest changes with anything in it", "[profile_files]") {
  const ProfileFolder small;
  const std::string first = small.load()->digest;
  CHECK(small.load()->digest == first);
  CHECK(small.load(x86_64, {"CONFIG_A"})->digest != first);
  write(small.path() / "common/a.conf", "CONFIG_A=m\n");
  const std::string second = small.load()->digest;
  CHECK(second != first);
  write(small.path() / "whitelist.conf", "CONFIG_A\n");
  CHECK(small.load()->digest != second);
}

TEST_CASE("fragments are taken by tag and in order of name, common ones first", "[profile_files]") {
  const ProfileFolder small;
  const fs::path folder = small.path();
  write(folder / "common/z.conf", "# !s390x\nCONFIG_Z=y\n");
  write(folder / "common/B.conf", "# !x86_64 !arm64\n");
  write(folder / "common/.#a.conf", "an editor's\n");
  write(folder / "common/README.md", "no fragment\n");
  write(folder / "arm64/a.conf", "CONFIG_C=y\n");
  CHECK(names(*small.load()) == std::vector<std::string>{"common/a.conf", "common/z.conf", "x86_64/b.conf"});
  // The tag uses Kbuild's name of the architecture.
  write(folder / "ppc64le/a.conf", "CONFIG_C=y\n");
  write(folder / "common/z.conf", "# !powerpc\nCONFIG_Z=y\n");
  CHECK(names(*small.load({.name = "ppc64le", .make_arch = "powerpc"})) ==
        std::vector<std::string>{"common/B.conf", "common/a.conf", "ppc64le/a.conf"});
}

TEST_CASE("a profile that is not there is answered with those that are", "[profile_files]") {
  const auto profile = load_profile(committed, "kata-3.12.0", x86_64, {});
  REQUIRE_FALSE(profile.has_value());
  CHECK_THAT(profile.error().message, contains("profile 'kata-3.12.0': no folder "));
  CHECK_THAT(profile.error().message, contains(": kata-3.13.0"));
}

TEST_CASE("a path of a .config is a profile, compressed or not", "[profile_files]") {
  const TemporaryDirectory folder;
  const fs::path config = folder.path() / "my.config";
  write(config, "CONFIG_NET=y\n");
  const auto plain = load_profile("/nowhere", config, x86_64, {"CONFIG_EXCUSED"});
  REQUIRE(plain.has_value());
  CHECK(plain->unnamed == Unnamed::by_default);
  CHECK(plain->whitelist.count("CONFIG_EXCUSED") == 1);
  run_or_throw({.argv = {"gzip", config.string()}});
  const auto packed = load_profile("/nowhere", config.string() + ".gz", x86_64, {"CONFIG_EXCUSED"});
  REQUIRE(packed.has_value());
  CHECK(packed->digest == plain->digest);
  CHECK(plain->digest == digest_of(*plain));
  write(config, "CONFIG_NET=y\r\n");
  CHECK(load_profile("/nowhere", config, x86_64, {"CONFIG_EXCUSED"})->digest == plain->digest);
}

TEST_CASE("a path that leads nowhere, or has no name, is refused by it", "[profile_files]") {
  CHECK_THAT(load_profile("/nowhere", "./none.config", x86_64, {}).error().message,
             contains("profile './none.config': there is no none.config"));
  CHECK_THAT(load_profile("/nowhere", "./\xff.config", x86_64, {}).error().message, contains("not UTF-8"));
}

// Runs that were recorded before must still be known by it.
TEST_CASE("a folder's digest does not change with kbisect", "[profile_files]") {
  CHECK(ProfileFolder().load()->digest == "ef045014732cc9d555b1aa69c8c6b66957646d628aef08e483c0431f6bf21b27");
}

TEST_CASE("a profile without fragments for the architecture is refused", "[profile_files]") {
  const ProfileFolder small;
  const auto profile = small.load({.name = "riscv64", .make_arch = "riscv"});
  REQUIRE_FALSE(profile.has_value());
  CHECK_THAT(profile.error().message, contains("has nothing for riscv64"));
}

TEST_CASE("a fragment or whitelist that cannot be read refuses the profile", "[profile_files]") {
  const ProfileFolder small;
  write(small.path() / "whitelist.conf", "NET\n");
  CHECK_THAT(small.load().error().message, contains("whitelist.conf:1: 'NET'"));
  write(small.path() / "common/a.conf", "CONFIG_A=y\nCONFIG_B=perhaps\n");
  CHECK_THAT(small.load().error().message, contains("common/a.conf:2: 'CONFIG_B=perhaps'"));
  fs::remove(small.path() / "common/a.conf");
  fs::create_symlink("/nowhere", small.path() / "common/a.conf");
  CHECK_THAT(small.load().error().message, contains("common/a.conf"));
}
