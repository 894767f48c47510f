#include "model/kernel/boot_parameters.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// "name: setting setting (variable)", one line per parameter.
std::string parameters_in(std::string_view source, const std::string& module = "gate") {
  std::string all;
  for (const BootParameter& one : boot_parameters(c_tokens(source), module)) {
    all += one.name + ":";
    for (const std::string& setting : one.settings) all += " " + setting;
    for (const std::string& variable : one.variables) all += " (" + variable + ")";
    all += "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("a handler says what values a boot parameter takes", "[boot_parameters]") {
  CHECK(parameters_in(R"(
static int __init set_shut(char *str)
{
	if (kstrtobool(str, &gate_shut))
		pr_warn("Invalid option string '%s'\n", str);
	return 1;
}
__setup("gate_shut=", set_shut);)") == "gate_shut: gate_shut=1 gate_shut=0 (gate_shut)\n");
  CHECK(parameters_in(R"(
static int __init set(char *str)
{
	if (!strcmp(str, "strict"))
		mode = 1;
	else if (!strncmp(str, "off", 3))
		mode = 0;
	return a == b;
}
early_param("gate", set);)") == "gate: gate=strict gate=off (mode) (mode)\n");
  CHECK(parameters_in("static int off(char *s) { gate_is_on = 0; return 1; }\n__setup(\"nogate\", off);") ==
        "nogate: nogate (gate_is_on)\n");
  CHECK(parameters_in("int set(char *s) { return kstrtobool(s, &x); } early_param(\"gate\", set);") ==
        "gate: gate=1 gate=0 gate (x)\n");
}

TEST_CASE("a number, a path and a handler from elsewhere name no value", "[boot_parameters]") {
  CHECK(parameters_in("int set(char *s) { return kstrtoint(s, 0, &limit); } __setup(\"limit=\", set);") ==
        "limit: (limit)\n");
  CHECK(parameters_in("int set(char *s) { strscpy(path, s, 9); return 1; } __setup(\"path\", set);") ==
        "path:\n");
  CHECK(parameters_in("__setup(\"far=\", from_elsewhere); early_param(\"near\", from_elsewhere);") ==
        "far:\nnear:\n");
  CHECK(parameters_in("extern int set(char *s); __setup(\"x=\", set);") == "x:\n");
}

TEST_CASE("module parameters have their module before them", "[boot_parameters]") {
  CHECK(parameters_in("module_param(shut, bool, 0444);\nmodule_param(depth, int, 0);") ==
        "gate.shut: gate.shut=1 gate.shut=0 (shut)\ngate.depth: (depth)\n");
  CHECK(parameters_in("module_param_named(open, is_open, invbool, 0);") ==
        "gate.open: gate.open=1 gate.open=0 (is_open)\n");
  CHECK(parameters_in("module_param_cb(x, &param_ops_bool, &flag, 0);") ==
        "gate.x: gate.x=1 gate.x=0 (flag)\n");
  CHECK(parameters_in("core_param(quick, is_quick, bool, 0644);") == "quick: quick=1 quick=0 (is_quick)\n");
  CHECK(parameters_in(
            "#undef MODULE_PARAM_PREFIX\n#define MODULE_PARAM_PREFIX \"wall.\"\nmodule_param(x, bool, 0);") ==
        "wall.x: wall.x=1 wall.x=0 (x)\n");
}

TEST_CASE("a declaration has its line, and what looks like one is none", "[boot_parameters]") {
  CHECK(boot_parameters(c_tokens("\n\ncore_param(x, y, bool, 0);"), "m").at(0).line == 3);
  CHECK(parameters_in("#define module_param(name, type, perm) module_param_named(name, name, type, perm)")
            .find("name: ") == std::string::npos);
  for (const char* text : {"__setup(", "__setup(\"x\")", "module_param()", "core_param(x)",
                           "early_param(x, y)", "__setup(\"a b\", f);", "module_param"})
    CHECK(parameters_in(text).empty());
}
