#include "model/variant.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

Profile profile_of(const std::string& text, std::set<std::string> whitelist = {}) {
  Profile profile{.name = "p", .whitelist = std::move(whitelist)};
  profile.fragments.push_back(or_infrastructure_error(parse_fragment("common/a.conf", text)));
  profile.digest = digest_of(profile);
  return profile;
}

}  // namespace

TEST_CASE("a config change is one request as a .config has it", "[variant]") {
  using Change = std::pair<std::string, std::string>;
  CHECK(*parse_config_change("CONFIG_A=y") == Change("CONFIG_A", "y"));
  CHECK(*parse_config_change("CONFIG_A=n") == Change("CONFIG_A", "n"));
  CHECK(*parse_config_change("CONFIG_HZ=0x10") == Change("CONFIG_HZ", "0x10"));
  CHECK(*parse_config_change("CONFIG_L=\"a, b\"") == Change("CONFIG_L", "\"a, b\""));
  for (const char* wrong : {"", "A=y", "CONFIG_A", "CONFIG_=y", "CONFIG_A=", "CONFIG_A=yes", "CONFIG_A=text",
                            "CONFIG_A=y\nCONFIG_B=y", "# CONFIG_A is not set", "CONFIG_A=\"\x1b\"",
                            "CONFIG-A=y", " CONFIG_A=y", "CONFIG_A=y,CONFIG_B=y"}) {
    INFO(wrong);
    const auto change = parse_config_change(wrong);
    REQUIRE_FALSE(change.has_value());
    CHECK_THAT(change.error().message, contains("CONFIG_X=y"));
  }
}

TEST_CASE("boot parameters may not speak for kbisect, nor be more than a line", "[variant]") {
  for (const char* fine : {"quiet", "a=1 b=2,3", "dyndbg=\"file loop.c +p\"", "bdev_allow_write_mounted=1"})
    CHECK(check_boot_parameters(fine).has_value());
  const std::pair<std::string, const char*> rows[] = {{"", "empty"},
                                                      {"  ", "empty"},
                                                      {"kbisect.test=none", "kbisect."},
                                                      {"a \"kbisect.nonce=0\"", "kbisect."},
                                                      {"a\nb", "one line"},
                                                      {"\x1b[2J", "one line"},
                                                      {"caf\xc3\xa9", "one line"},
                                                      {std::string("a\0b", 3), "one line"},
                                                      {"a=\"b", "quote"},
                                                      {std::string(1025, 'a'), "1024"}};
  for (const auto& [wrong, why] : rows) {
    const auto checked = check_boot_parameters(wrong);
    REQUIRE_FALSE(checked.has_value());
    CHECK_THAT(checked.error().message, contains(why));
    CHECK(checked.error().message.find_first_of("\n\x1b") == std::string::npos);
  }
}

TEST_CASE("changes of the config come last, and have to be met", "[variant]") {
  const Profile profile = profile_of("CONFIG_A=y\nCONFIG_B=y\n", {"CONFIG_C", "CONFIG_D"});
  const std::map<std::string, std::string> changes{{"CONFIG_B", "n"}, {"CONFIG_C", "y"}};
  const Profile changed = with_changes(profile, {.config = changes});
  CHECK(requests_of(changed) ==
        std::map<std::string, std::string>{{"CONFIG_A", "y"}, {"CONFIG_B", "n"}, {"CONFIG_C", "y"}});
  CHECK(changed.fragments.back().text == "# CONFIG_B is not set\nCONFIG_C=y\n");
  CHECK(parse_fragment("again", changed.fragments.back().text)->values == changes);
  CHECK(changed.digest != profile.digest);
  // Requests of the profile may be undone by the changes, but the changes themselves must come out,
  // whitelisted or not.
  CHECK(unmet_requests(changed.fragments, changed.whitelist, {{"CONFIG_C", "y"}}).empty());
  CHECK(unmet_requests(changed.fragments, changed.whitelist, {{"CONFIG_B", "y"}, {"CONFIG_C", "y"}}).size() ==
        1);
  CHECK(unmet_requests(changed.fragments, changed.whitelist, {{"CONFIG_A", "y"}}).size() == 1);

  const auto told = side_effects(profile, {.config = changes}, {{"CONFIG_C", "y"}});
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], contains("CONFIG_A=y"));
  CHECK(side_effects(profile, {.config = changes}, {{"CONFIG_A", "y"}, {"CONFIG_C", "y"}}).empty());
  CHECK(with_changes(profile, {}).digest == profile.digest);
  CHECK(side_effects(profile, {}, {}).empty());
}

TEST_CASE("a variant is told by what differs", "[variant]") {
  CHECK(text(Variant{}) == "as it is");
  const Variant variant{
      .patches = {{"fix.patch", "diff"}}, .config = {{"CONFIG_A", "n"}}, .append = "quiet x=1"};
  CHECK(text(variant) == "fix.patch, CONFIG_A=n, quiet x=1");
  CHECK_FALSE(variant.is_unchanged());
}
