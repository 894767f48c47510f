#include "model/trials/config_pair.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

ConfigPair pair_of(const std::string& good, const std::string& bad, const std::string& both) {
  ConfigPair pair{.good = parse_fragment("config/good", good).value(),
                  .bad = parse_fragment("config/bad", bad).value()};
  pair.both.fragments.push_back(parse_fragment("small/common/fs.conf", both).value());
  return pair;
}

using Config = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("what makes the good config of the bad one leaves alone what both are given", "[config_pair]") {
  const ConfigPair pair =
      pair_of("CONFIG_A=y\nCONFIG_B=m\nCONFIG_LOOP=m\nCONFIG_N=240\n# CONFIG_OFF is not set\n",
              "CONFIG_B=y\nCONFIG_LOOP=m\nCONFIG_N=100\nCONFIG_ONLY_BAD=y\n# CONFIG_EXT4 is not set\n",
              "CONFIG_LOOP=y\nCONFIG_EXT4=y\n");
  CHECK(changes_to_good(pair) ==
        Config{{"CONFIG_A", "y"}, {"CONFIG_B", "m"}, {"CONFIG_N", "240"}, {"CONFIG_ONLY_BAD", "n"}});
  const Profile profile = bad_profile(pair);
  CHECK(requests_of(profile) == Config{{"CONFIG_B", "y"},
                                       {"CONFIG_LOOP", "y"},
                                       {"CONFIG_N", "100"},
                                       {"CONFIG_ONLY_BAD", "y"},
                                       {"CONFIG_EXT4", "y"}});
  // Only the values given to both configs must come out as requested.
  CHECK(profile.whitelist == std::set<std::string>{"CONFIG_B", "CONFIG_N", "CONFIG_ONLY_BAD"});
  CHECK(profile.digest == digest_of(profile));
  CHECK(profile.digest != digest_of(pair.both));
}

TEST_CASE("configs differ in what one of them says otherwise or not at all", "[config_pair]") {
  const auto differences =
      differences_of({{"CONFIG_A", "y"}, {"CONFIG_B", "y"}, {"CONFIG_C", "n"}, {"CONFIG_S", "\"x\""}},
                     {{"CONFIG_B", "m"}, {"CONFIG_D", "y"}, {"CONFIG_S", "\"x\""}});
  std::string text;
  for (const SymbolDifference& one : differences) text += one.symbol + " " + one.good + " " + one.bad + "\n";
  CHECK(text == "CONFIG_A y n\nCONFIG_B y m\nCONFIG_D n y\n");
  const auto order = [](const std::vector<SymbolDifference>& all) {
    std::string names;
    for (const SymbolDifference& one : all) names += one.symbol.back();
    return names;
  };
  auto moved = differences;
  CHECK(move_to_front(moved, {"CONFIG_E", "CONFIG_D", "CONFIG_A"}) == 2);
  CHECK(order(moved) == "DAB");
  CHECK(move_to_front(moved, {}) == 0);
  CHECK(order(moved) == "DAB");
  CHECK(as_in_good(differences, {0, 2}) == Config{{"CONFIG_A", "y"}, {"CONFIG_D", "n"}});
}
