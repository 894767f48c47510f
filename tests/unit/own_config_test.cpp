#include "model/kernel/own_config.hpp"

#include <nlohmann/json.hpp>

#include "support/architectures.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

Profile own_profile(const std::string& text) {
  return profile_of_own_config(*parse_own_config("/somewhere/my.config", text), x86_64);
}

}  // namespace

TEST_CASE("a config of one's own is the same profile whatever its file is called", "[own_config]") {
  const Profile profile = own_profile("CONFIG_NET=y\n# CONFIG_SMP is not set\n");
  CHECK(profile.unnamed == Unnamed::by_default);
  CHECK(profile.digest == digest_of(profile));
  const auto copy = parse_own_config("elsewhere/a copy", "CONFIG_NET=y\n# CONFIG_SMP is not set\n");
  CHECK(profile_of_own_config(*copy, x86_64).digest == profile.digest);
}

TEST_CASE("its symbols may come out otherwise, what the guest needs may not", "[own_config]") {
  const Profile profile = own_profile("CONFIG_NET=y\nCONFIG_VIRTIO_CONSOLE=m\n");
  CHECK(profile.whitelist.count("CONFIG_NET") == 1);
  CHECK(profile.whitelist.count("CONFIG_VIRTIO_CONSOLE") == 0);
  auto config = requests_of(profile);
  CHECK(config.at("CONFIG_VIRTIO_CONSOLE") == "y");
  CHECK(config.at("CONFIG_PVH") == "y");
  CHECK(config.at("CONFIG_MODULE_SIG") == "n");
  config.erase("CONFIG_NET");
  CHECK(unmet_requests(profile.fragments, profile.whitelist, config).empty());
  // A kernel that is older than the symbol.
  config.erase("CONFIG_PVH");
  CHECK(unmet_requests(profile.fragments, profile.whitelist, config).empty());
  config["CONFIG_TTY"] = "n";
  CHECK(unmet_requests(profile.fragments, profile.whitelist, config) ==
        std::vector<std::string>{"CONFIG_TTY=y (every-guest-needs), but it is n"});
}

TEST_CASE("it comes back from the record of a run", "[own_config]") {
  const Profile profile = own_profile("CONFIG_NET=y\n");
  const auto read = profile_from_json(to_json(profile));
  REQUIRE(read.has_value());
  CHECK(read->unnamed == Unnamed::by_default);
  CHECK(read->digest == profile.digest);
  // The same fragments on top of allnoconfig are another config.
  Profile all_off = profile;
  all_off.unnamed = Unnamed::off;
  CHECK(digest_of(all_off) != profile.digest);
  auto forged = to_json(profile);
  forged["unnamed"] = "perhaps";
  CHECK_FALSE(profile_from_json(forged).has_value());
}

TEST_CASE("what is no config is refused by its path", "[own_config]") {
  CHECK_THAT(parse_own_config("a/my.config", "# nothing\n").error().message,
             contains("a/my.config is not a kernel config"));
  CHECK_THAT(parse_own_config("a/my.config", "CONFIG_A=y\nint main() {}\n").error().message,
             contains("a/my.config:2: "));
}

TEST_CASE("a config that was made for another architecture is refused", "[own_config]") {
  struct Row {
    const char* made_for;
    const Arch& arch;
    bool fits;
  };
  const Row rows[] = {{"x86", x86_64, true},    {"x86_64", x86_64, true}, {"i386", x86_64, false},
                      {"arm64", x86_64, false}, {"arm64", arm64, true},   {"riscv", arm64, false}};
  for (const Row& row : rows) {
    INFO(row.made_for << " for " << row.arch.name);
    const std::string text = "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/" +
                             std::string(row.made_for) + " 6.12.0 Kernel Configuration\n#\nCONFIG_A=y\n";
    const auto checked = check_config_arch("my.config", text, row.arch);
    CHECK(checked.has_value() == row.fits);
    if (!checked) CHECK_THAT(checked.error().message, contains(row.made_for) && contains("--arch"));
  }
  // As `make savedefconfig` writes it.
  CHECK(check_config_arch("my.config", "CONFIG_A=y\n", arm64).has_value());
}
