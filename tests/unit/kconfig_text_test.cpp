#include "model/kernel/kconfig_text.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

const std::string kconfig = R"(# SPDX-License-Identifier: GPL-2.0
menuconfig BLOCK
	bool "Enable the block layer" if EXPERT
	default y
	help
	  Provide block layer support.

	  config OF_A_HELP_TEXT is none.

if BLOCK

config TOGGLE
	bool "Toggle"
	depends on SYSFS && !S390 # why
	depends on A || \
		   B
	default y

if DEEPER
config TOGGLE
	default n
endif # DEEPER

endif # BLOCK

menu "A menu"
	depends on MENU

choice
	prompt "one of"
	depends on KIND
	config IN_CHOICE
		bool "one"
		depends on C
	config OTHER
		bool "other"
		depends on D
endchoice

endmenu

config TOGGLE_LONGER
	bool
	depends on TOGGLE
)";

std::vector<SymbolDeclaration> found(const char* symbol) {
  return declarations_of(symbol, "block/Kconfig", kconfig);
}

}  // namespace

TEST_CASE("a symbol's declarations are found with what they depend on", "[kconfig_text]") {
  const auto toggle = found("CONFIG_TOGGLE");
  REQUIRE(toggle.size() == 2);
  CHECK(toggle[0].where == "block/Kconfig:12");
  CHECK(toggle[0].conditions == std::vector<std::string>{"BLOCK", "SYSFS && !S390", "A || B"});
  CHECK(toggle[1].where == "block/Kconfig:20");
  CHECK(toggle[1].conditions == std::vector<std::string>{"BLOCK", "DEEPER"});

  const auto block = found("CONFIG_BLOCK");
  REQUIRE(block.size() == 1);
  CHECK(block[0].where == "block/Kconfig:2");
  CHECK(block[0].conditions == std::vector<std::string>{"EXPERT for its prompt"});

  // Entries of a choice are often indented.
  const auto in_choice = found("CONFIG_IN_CHOICE");
  REQUIRE(in_choice.size() == 1);
  CHECK(in_choice[0].conditions == std::vector<std::string>{"MENU", "KIND", "C"});
  CHECK(found("CONFIG_TOGGLE_LONGER").at(0).conditions == std::vector<std::string>{"TOGGLE"});

  for (const char* none : {"CONFIG_OF_A_HELP_TEXT", "CONFIG_TOGG", "CONFIG_A", "TOGGLE", "CONFIG_"})
    CHECK(found(none).empty());
}

TEST_CASE("a symbol's type and whether anybody is asked are told", "[kconfig_text]") {
  CHECK(found("CONFIG_BLOCK").at(0).type == SymbolType::boolean);
  CHECK(found("CONFIG_BLOCK").at(0).has_prompt);
  CHECK_FALSE(found("CONFIG_BLOCK").at(0).is_choice);
  CHECK(found("CONFIG_TOGGLE").at(1).type == SymbolType::unknown);
  CHECK(found("CONFIG_IN_CHOICE").at(0).is_choice);
  CHECK_FALSE(found("CONFIG_TOGGLE_LONGER").at(0).has_prompt);
  CHECK_FALSE(found("CONFIG_TOGGLE_LONGER").at(0).is_choice);
  const auto one = [](const std::string& lines) {
    return declarations_of("CONFIG_A", "Kconfig", "config A\n" + lines).at(0);
  };
  CHECK(one("\ttristate 'a'\n").type == SymbolType::tristate);
  CHECK(one("\ttristate 'a'\n").has_prompt);
  CHECK(one("\tdef_bool y\n\tprompt \"a\"\n").has_prompt);
  CHECK(one("\tdef_bool y\n").type == SymbolType::boolean);
  CHECK(one("\tint \"a\"\n\trange 1 2\n").type == SymbolType::other);
  CHECK(one("\tbool\n\thelp\n\t  string \"of a help text\"\n").type == SymbolType::boolean);
  CHECK(declared_symbols(kconfig) == std::vector<std::string>{"CONFIG_BLOCK", "CONFIG_TOGGLE",
                                                              "CONFIG_TOGGLE", "CONFIG_IN_CHOICE",
                                                              "CONFIG_OTHER", "CONFIG_TOGGLE_LONGER"});
}

TEST_CASE("the condition of a prompt is what comes after the quote that closes it", "[kconfig_text]") {
  const auto conditions = [](const std::string& line) {
    return declarations_of("CONFIG_A", "Kconfig", "config A\n\t" + line + "\n").at(0).conditions;
  };
  using Conditions = std::vector<std::string>;
  CHECK(conditions(R"-(bool "64-bit" if "$(ARCH)" = "x86")-") ==
        Conditions{R"-("$(ARCH)" = "x86" for its prompt)-"});
  CHECK(conditions("bool 'a' if EXPERT") == Conditions{"EXPERT for its prompt"});
  CHECK(conditions(R"(prompt "say \"no\" if" if B)") == Conditions{"B for its prompt"});
  CHECK(conditions(R"(bool "port #1" if B # why)") == Conditions{"B for its prompt"});
  CHECK(conditions(R"(bool "a")").empty());
  CHECK(conditions(R"(bool "never closed)").empty());
}

TEST_CASE("a symbol's default and help text are told", "[kconfig_text]") {
  const auto one = [](const std::string& lines) {
    return declarations_of("CONFIG_A", "Kconfig", lines).at(0);
  };
  const auto block = found("CONFIG_BLOCK").at(0);
  CHECK(block.help == "Provide block layer support.\nconfig OF_A_HELP_TEXT is none.\n");
  CHECK(block.defaults == std::vector<std::string>{"y"});
  const SymbolDeclaration in_choice = one(
      "choice\n\tconfig A\n\t\tbool \"a\"\n\t\thelp\n\t\t  Mine.\n\n\t\t    config B\n\tconfig B\n\t\thelp\n"
      "\t\t  Not mine.\nendchoice\n");
  CHECK(in_choice.help == "Mine.\nconfig B\n");
  CHECK(one("config A\n\tdef_bool y\n\thelp\n\t  A.\nconfig B\n\tdefault n\n").defaults ==
        std::vector<std::string>{"y"});
  // What comes after the help text counts as well.
  const auto odd = one("config A\n\tbool \"a\"\n\t---help---\n\t  default n\n\tdepends on B\n\tdefault y\n");
  CHECK(odd.help == "default n\n");
  CHECK(odd.conditions == std::vector<std::string>{"B"});
  CHECK(odd.defaults == std::vector<std::string>{"y"});
  CHECK(is_default({block}, "y"));
  CHECK_FALSE(is_default({block}, "n"));
  CHECK(is_default({one("config A\n\tbool \"a\"\n")}, "n"));
  CHECK_FALSE(is_default({one("config A\n\tdefault y if B\n")}, "y"));
  // A second declaration may only add to the first.
  CHECK(is_default({block, one("config A\n\tdepends on B\n")}, "y"));
}

TEST_CASE("any text is read", "[kconfig_text]") {
  for (const char* text : {"", "\n", "\\", "config", "config A", "endif", "if", "config A\\\n", "\\\n\\\n",
                           "config A\n\thelp", "help\n\n", "menu\nconfig A\n endmenu"})
    CHECK(declarations_of("CONFIG_B", "Kconfig", text).empty());
  CHECK(declarations_of("CONFIG_A", "Kconfig", "config A").size() == 1);
}

TEST_CASE("what a symbol depends on is told in words", "[kconfig_text]") {
  CHECK(explained({}) == "this kernel has no such symbol");
  CHECK(explained({{"fs/Kconfig:1", {"A", "B && C"}}}) == "it depends on A, B && C (fs/Kconfig:1)");
  CHECK_THAT(explained({{"fs/Kconfig:1", {}}}), contains("fs/Kconfig:1"));
  CHECK_THAT(explained({{"1", {"A"}}, {"2", {"A"}}, {"3", {"A"}}, {"4", {"A"}}}), !contains("(4)"));
}
