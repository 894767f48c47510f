#include "model/machine.hpp"

#include "report/machine_lines.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

const MachineRecord machine{.toolchain = {.text = "gcc 12.2.0; GNU ld 2.40; GNU Make 4.3", .digest = "abc"},
                            .emulator = "QEMU emulator version 7.2",
                            .jobs = 3,
                            .ccache = true,
                            .sandbox = {.on = false, .text = "bubblewrap is not installed"}};

TrialResult compiled_with(const std::string& compiler, const std::string& digest) {
  TrialResult result;
  result.trial.variant.compiler = compiler;
  if (!compiler.empty()) result.toolchain = Toolchain{compiler + " of its own", digest};
  return result;
}

}  // namespace

TEST_CASE("what is recorded of a machine is read again", "[machine]") {
  nlohmann::json document{{"began", "today"}};
  document.update(to_json(machine));
  CHECK(to_json(machine_record_from_json(document)) == to_json(machine));
  document.erase("sandbox");
  CHECK_THROWS(machine_record_from_json(document));
}

TEST_CASE("a report says what kernels were built and booted with", "[machine]") {
  CHECK(machine_lines(machine, "tcg") ==
        "- toolchain: gcc 12.2.0; GNU ld 2.40; GNU Make 4.3, with ccache, digest `abc`\n"
        "- build sandbox: none, bubblewrap is not installed\n"
        "- emulator: QEMU emulator version 7.2, acceleration tcg\n");
  CHECK_THAT(machine_lines(machine, ""), contains("acceleration none used"));
}

TEST_CASE("a report names the toolchain of each compiler that rows have of their own", "[machine]") {
  CHECK(other_toolchain_lines({compiled_with("", ""), compiled_with("gcc-11", "11"),
                               compiled_with("gcc-9", "9"), compiled_with("gcc-11", "11")}) ==
        "- toolchain with gcc-11: gcc-11 of its own, digest `11`\n"
        "- toolchain with gcc-9: gcc-9 of its own, digest `9`\n");
}
