#include "model/trials/switches.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

std::string names(const Switches& switches) {
  std::string all;
  for (const ParameterSwitch& one : switches.parameters) all += one.parameter.name + " ";
  for (const SymbolSwitch& one : switches.symbols) all += one.symbol + " ";
  return all;
}

RelatedFile file(const std::string& path, const std::string& text, std::vector<int> lines, int users = 2) {
  return {.path = path,
          .text = text,
          .module = "m",
          .lines = std::move(lines),
          .identifier = "FLAG",
          .users = users};
}

}  // namespace

TEST_CASE("a switch is as near as the variable that it sets", "[switches]") {
  const std::string text = R"(static bool allow = IS_ENABLED(CONFIG_ALLOW);
#ifdef CONFIG_FAR
#endif
int other;



#ifdef CONFIG_NEARER_BY_LINE
#endif

	if (allow) return true;
	if (mode & FLAG) return false;



)";
  const Switches found = switches_in({file("block/gate.c", text, {12})});
  CHECK(names(found) == "CONFIG_ALLOW CONFIG_NEARER_BY_LINE CONFIG_FAR ");
  CHECK(found.symbols[0].origin.where == "block/gate.c:1");
  CHECK(found.symbols[0].origin.identifier == "FLAG");
  CHECK(found.symbols[0].origin.nearness.lines == 1);
}

TEST_CASE("C files come before headers, and rarer words before others", "[switches]") {
  const Switches found = switches_in(
      {file("include/a.h", "#ifdef CONFIG_HEADER\n#ifdef CONFIG_BOTH\n", {1}, 1),
       file("a.c", "#ifdef CONFIG_OFTEN\n#ifdef CONFIG_BOTH_MODULE\n", {1}, 9),
       file("b.c", "core_param(p, v, bool, 0);\n#ifdef CONFIG_RARE\n/* CONFIG_COMMENT */", {1}, 1)});
  CHECK(names(found) == "p CONFIG_RARE CONFIG_OFTEN CONFIG_BOTH CONFIG_HEADER ");
  CHECK(found.symbols[2].origin.where == "a.c:2");
}

TEST_CASE("a variable that stands everywhere brings nothing near", "[switches]") {
  std::string text = "ret = IS_ENABLED(CONFIG_X);\n";
  for (int i = 0; i < 40; ++i) text += "ret += 1;\n";
  CHECK(switches_in({file("a.c", text, {30})}).symbols.at(0).origin.nearness.lines == 29);
}

TEST_CASE("a parameter that is declared twice is tried once, where it is nearest", "[switches]") {
  const Switches found = switches_in(
      {file("a.c", "core_param(p, v, bool, 0);\n\n\ncore_param(p, w, bool, 0);\ncore_param(p, w, int, 0);\n",
            {4})});
  REQUIRE(found.parameters.size() == 2);
  CHECK(found.parameters[0].origin.where == "a.c:4");
  CHECK(found.parameters[0].parameter.settings != found.parameters[1].parameter.settings);
}

TEST_CASE("symbols that were found otherwise find their place", "[switches]") {
  std::vector<SymbolSwitch> symbols =
      switches_in({file("a.c", "#ifdef CONFIG_A\n#ifdef CONFIG_B\n", {2})}).symbols;
  add_symbols(
      symbols,
      {{"CONFIG_NEW",
        {.where = "Kconfig", .identifier = "", .nearness = {.relation = Relation::new_in_range}}},
       {"CONFIG_A", {.where = "hunk", .identifier = "", .nearness = {.relation = Relation::named}}},
       {"CONFIG_B", {.where = "Makefile", .identifier = "", .nearness = {.relation = Relation::owns}}}});
  REQUIRE(symbols.size() == 3);
  CHECK(symbols[0].symbol == "CONFIG_A");
  CHECK(symbols[0].origin.where == "hunk");
  CHECK(symbols[1].symbol == "CONFIG_B");
  CHECK(symbols[1].origin.where == "a.c:2");
  CHECK(symbols[2].symbol == "CONFIG_NEW");
}
