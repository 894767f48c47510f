// kbisect config-bisect: what it finds, what it prints if there is nothing to find, and what it refuses.
#include <algorithm>
#include <fstream>

#include "base/subprocess.hpp"
#include "base/zstd.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// A world whose bad end is good with CONFIG_SLIM.
World turning_world() {
  return World({.culprit = 5, .bad = "bad~good"});
}

void write(const World& world, const std::string& name, const std::string& text) {
  std::ofstream(world.path() / name) << text;
}

// Writes two configs that differ in a dozen symbols, of which only CONFIG_SLIM matters.
void write_configs(const World& world) {
  std::string good = "CONFIG_SLIM=y\n# CONFIG_EXT4_FS is not set\n";
  std::string bad = "# CONFIG_SLIM is not set\nCONFIG_EXT4_FS=y\n";
  for (const char letter : std::string("ABCDEFGHIJK")) {
    good += std::string("CONFIG_TEA_") + letter + "=y\n";
    bad += std::string("# CONFIG_TEA_") + letter + " is not set\n";
  }
  write(world, "good.config", good);
  write(world, "bad.config", bad);
}

Ended config_bisect(const World& world, std::vector<std::string> more) {
  more.insert(more.end(), {"--boots", "1"});
  return world.kbisect(world.trial_arguments("config-bisect", more));
}

void require_refused(const World& world, const std::vector<std::string>& arguments,
                     const std::string& named) {
  const Ended ended = config_bisect(world, arguments);
  INFO(ended.out << ended.err);
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, contains(named));
  CHECK(ended.out.empty());
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  CHECK_FALSE(fs::exists(world.results()));
}

}  // namespace

TEST_CASE("the one symbol among many is found and shown to turn both configs", "[e2e.config_bisect]") {
  const World world = turning_world();
  const auto before = world.user_state();
  write_configs(world);
  const Ended ended = config_bisect(world, {"good.config", "bad.config", "end"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  const json result = world.result();
  // What the campaign's profile gives to both configs does not count as a difference.
  CHECK(result["differences"] == 12);
  CHECK(result["outcome"]["kind"] == "symbols-found");
  CHECK(result["outcome"]["symbols"] ==
        json::parse(R"([{"symbol": "CONFIG_SLIM", "good": "y", "bad": "n"}])"));
  CHECK(result["outcome"]["is_minimal"] == true);
  CHECK(result["outcome"]["turns_back"] == true);
  CHECK(result["outcome"]["taken_back"].empty());
  CHECK(result["outcome"]["along"].empty());
  // Both ends, four halvings of twelve symbols and the resulting one, and the reverse check.
  CHECK(result["rows"].size() <= 2 + 5 + 1);
  CHECK(result["rows"].back()["trial"]["variant"]["label"] == "good.config, CONFIG_SLIM=n");
  CHECK_THAT(world.report(), Catch::Matchers::StartsWith("# small: CONFIG_SLIM\n\n"));
  for (const std::string& text : {ended.out, world.report()}) {
    CHECK_THAT(text, contains("CONFIG_SLIM") && contains("1 of 12 symbols that differ makes bad.config good; "
                                                         "good.config is bad with it set as in bad.config."));
  }
  CHECK(world.change_since(before).empty());
}

TEST_CASE("a second search builds the bad end alone, to look into its objects", "[e2e.config_bisect]") {
  const World world = turning_world();
  write_configs(world);
  REQUIRE(config_bisect(world, {"good.config", "bad.config", "end"}).status == 0);
  const json first = world.result();
  fs::remove_all(world.results());
  REQUIRE(config_bisect(world, {"good.config", "bad.config", "end"}).status == 0);
  const json second = world.result();
  CHECK(second["outcome"] == first["outcome"]);
  REQUIRE(second["rows"].size() == first["rows"].size());
  for (const json& row : second["rows"]) {
    INFO(row["row"]);
    CHECK(row["build"]["of_earlier_run"] == (row["row"] != 2));
  }
}

TEST_CASE("a good config that only seems so by few boots is found out", "[e2e.config_bisect]") {
  // The bug shows in some boots of either kernel.
  const World world({.culprit = 5, .bad = "flaky~good:6:bad"});
  write_configs(world);
  const Ended ended =
      world.kbisect(world.trial_arguments("config-bisect", {"good.config", "bad.config", "end"}));
  INFO(ended.out << ended.err);
  CHECK(ended.status == 4);
  CHECK(world.result()["rows"].size() == 2);
  CHECK_THAT(ended.out, contains("good.config, given as the good one, is bad"));
}

TEST_CASE("both configs get what --set asks for, whatever their files are called", "[e2e.config_bisect]") {
  const World world = turning_world();
  write(world, "good.config", "CONFIG_SLIM=y\n");
  write(world, "my bad.config", "# CONFIG_SLIM is not set\n");
  // As /proc/config.gz.
  kbisect::run_or_throw({.argv = {"gzip", (world.path() / "my bad.config").string()}});
  const Ended ended =
      config_bisect(world, {"good.config", "my bad.config.gz", "end", "--set", "CONFIG_BOTH=y"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  for (const char* row : {"1", "2"}) {
    const fs::path file = world.run_folder() / "rows" / row / "config.zst";
    INFO(file);
    CHECK_THAT(*kbisect::zstd_decompress(kbisect::read_file(file).value_or("")), contains("CONFIG_BOTH=y"));
  }
}

TEST_CASE("what Kconfig changes along with the symbol is told", "[e2e.config_bisect]") {
  const World world({.culprit = 5, .bad = "bad~good", .files = {{"scripts/kconfig/conf.c", R"(#!/bin/sh
cat "$2" > "$1/.config"
if grep -q ^CONFIG_SLIM=y "$2"; then echo CONFIG_FRIEND=y >> "$1/.config"; fi
)"}}});
  write_configs(world);
  const Ended ended = config_bisect(world, {"good.config", "bad.config", "end"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(world.result()["outcome"]["along"] ==
        json::parse(R"([{"symbol": "CONFIG_FRIEND", "expected": "n", "made": "y"}])"));
  CHECK_THAT(ended.out, contains("Kconfig changed along with it: CONFIG_FRIEND y instead of n."));
}

TEST_CASE("a symbol that Kconfig takes back is no answer", "[e2e.config_bisect]") {
  // CONFIG_SLIM is set by CONFIG_WISH alone, which stays only with CONFIG_FULL.
  const World world({.culprit = 5, .bad = "bad~good", .files = {{"scripts/kconfig/conf.c", R"(#!/bin/sh
grep -v -e CONFIG_SLIM -e CONFIG_WISH "$2" > "$1/.config"
if grep -q ^CONFIG_WISH=y "$2"; then
  echo CONFIG_SLIM=y >> "$1/.config"
  if grep -q ^CONFIG_FULL=y "$2"; then echo CONFIG_WISH=y >> "$1/.config"; fi
fi
)"}}});
  write(world, "good.config", "CONFIG_FULL=y\nCONFIG_WISH=y\n");
  write(world, "bad.config", "CONFIG_OTHER=y\n");
  const Ended ended = config_bisect(world, {"good.config", "bad.config", "end"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 3);
  CHECK(world.result()["outcome"]["taken_back"] ==
        json::parse(R"([{"symbol": "CONFIG_WISH", "expected": "y", "made": "n"}])"));
  CHECK_THAT(ended.out, contains("Kconfig did not leave all as asked: CONFIG_WISH n instead of y."));
}

TEST_CASE("what only another machine can build is off in both configs", "[e2e.config_bisect]") {
  const World world = turning_world();
  write(world, "good.config", "CONFIG_SLIM=y\nCONFIG_SYSTEM_TRUSTED_KEYS=\"debian/certs/a.pem\"\n");
  write(world, "bad.config", "CONFIG_MODULE_SIG=y\n");
  const Ended ended = config_bisect(world, {"good.config", "bad.config", "end"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(world.result()["differences"] == 1);
  for (const char* row : {"1", "2"}) {
    const fs::path file = world.run_folder() / "rows" / row / "config.zst";
    CHECK_THAT(*kbisect::zstd_decompress(kbisect::read_file(file).value_or("")),
               contains("CONFIG_SYSTEM_TRUSTED_KEYS=\"\"") && contains("# CONFIG_MODULE_SIG is not set"));
  }
}

TEST_CASE("configs that are not as they are said to be leave nothing to look for", "[e2e.config_bisect]") {
  const World world = turning_world();
  write_configs(world);
  const Ended swapped = config_bisect(world, {"bad.config", "good.config", "end"});
  INFO(swapped.out << swapped.err);
  CHECK(swapped.status == 4);
  CHECK_THAT(swapped.out, contains("bad.config, given as the good one, is bad"));
  CHECK(world.result()["rows"].size() == 1);
  CHECK(world.result()["outcome"] ==
        json({{"kind", "end-not-as-said"}, {"config", "bad.config"}, {"row", 1}}));

  fs::remove_all(world.results());
  // At the good end, before the culprit, no kernel is bad.
  const Ended before_it = config_bisect(world, {"good.config", "bad.config", "start"});
  CHECK(before_it.status == 4);
  CHECK_THAT(before_it.out, contains("bad.config, given as the bad one, is good"));

  const World other({.culprit = 5, .bad = "bad~no-build"});
  write_configs(other);
  const Ended unbuilt = config_bisect(other, {"good.config", "bad.config", "end"});
  INFO(unbuilt.out << unbuilt.err);
  CHECK(unbuilt.status == 3);
  CHECK(other.result()["outcome"]["kind"] == "end-not-judged");
  CHECK_THAT(unbuilt.out,
             contains("good.config, given as the good one, is skip (") && contains("fs/super.c:42"));
}

TEST_CASE("what is no pair of configs is refused by name", "[e2e.config_bisect]") {
  const World world = turning_world();
  write_configs(world);
  write(world, "empty.config", "# nothing\n");
  write(world, "prose.config", "CONFIG_A=y\nThis is no config.\n");
  require_refused(world, {"good.config", "bad.config"}, "source");
  require_refused(world, {"good.config", "bad.config", "end", "--profile", "./good.config"},
                  "would go over both configs");
  require_refused(world, {"good.config"}, "bad");
  require_refused(world, {"none.config", "bad.config", "end"}, "good: cannot read none.config");
  require_refused(world, {"good.config", "none.config", "end"}, "bad: cannot read none.config");
  require_refused(world, {"good.config", world.path(), "end"}, world.path());
  require_refused(world, {"empty.config", "bad.config", "end"}, "empty.config is not a kernel config");
  require_refused(world, {"good.config", "prose.config", "end"}, "prose.config:2");
  require_refused(world, {"bad.config", "bad.config", "end"}, "differ in nothing, or only in symbols");
  require_refused(world, {"good.config", "bad.config", "no-such-tag"}, "no-such-tag");
  require_refused(world, {"good.config", "bad.config", "end", "--set", "SLIM=y"}, "--set: 'SLIM=y'");
  require_refused(world, {"good.config", "bad.config", "end", "--set", "CONFIG_A=y", "--set", "CONFIG_A=n"},
                  "CONFIG_A is set twice");
  require_refused(world, {"good.config", "bad.config", "end", "--test", "no-such-test"}, "no-such-test");
  require_refused(world, {"good.config", "bad.config", "end", "--boots", "0"}, "--boots");
}
