#include "model/trials/mitigation.hpp"

#include "report/explain_report.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

const Bad busy{.signature = "case/mount gives EBUSY"};

Explanation explanation(const Verdict& as_is, std::vector<Mitigation> mitigations) {
  Explanation all{.run = "run-1", .mitigations = std::move(mitigations)};
  all.trials.push_back({.row = 1, .verdict = as_is});
  return all;
}

Mitigation row(Way way, Verdict verdict) {
  return {.way = std::move(way), .verdict = std::move(verdict), .tried_in = OwnTrial{2}};
}

SymbolDeclaration declared(SymbolType type, bool has_prompt = true) {
  return {.where = "Kconfig:1", .type = type, .has_prompt = has_prompt};
}

}  // namespace

TEST_CASE("only a switch that turns the bad end is an answer", "[mitigation]") {
  const Mitigation boot = row(BootWay{"x=1"}, Good{});
  CHECK(exit_code(explanation(busy, {boot})) == ExitCode::found);
  CHECK(exit_code(explanation(busy, {row(ConfigWay{"CONFIG_X", "y"}, Good{})})) == ExitCode::found);
  CHECK(exit_code(explanation(busy, {row(BootWay{"x=1"}, busy)})) == ExitCode::no_answer);
  CHECK(exit_code(explanation(busy, {row(RevertWay{}, Good{}), row(UserlandWay{"u", "c"}, Good{})})) ==
        ExitCode::no_answer);
  CHECK(exit_code(explanation(busy, {})) == ExitCode::no_answer);
  CHECK(exit_code(explanation(Good{}, {})) == ExitCode::ends_contradict);
  CHECK(exit_code(explanation(Skip{SkipReason::cannot_build, ""}, {})) == ExitCode::no_answer);
  CHECK(exit_code(Explanation{}) == ExitCode::no_answer);
}

TEST_CASE("a symbol with two values is turned, others say why not", "[mitigation]") {
  CHECK(flipped({declared(SymbolType::boolean)}, "n").value() == "y");
  CHECK(flipped({declared(SymbolType::boolean)}, "y").value() == "n");
  CHECK(flipped({declared(SymbolType::tristate)}, "m").value() == "n");
  // A second declaration may merely add to the first.
  CHECK(flipped({declared(SymbolType::boolean), declared(SymbolType::unknown, false)}, "n").value() == "y");
  CHECK_THAT(flipped({}, "n").error().message, contains("declares"));
  CHECK_THAT(flipped({declared(SymbolType::other)}, "4").error().message, contains("number"));
  CHECK_THAT(flipped({declared(SymbolType::boolean, false)}, "n").error().message, contains("no prompt"));
  SymbolDeclaration choice = declared(SymbolType::boolean);
  choice.is_choice = true;
  CHECK_THAT(flipped({choice}, "n").error().message, contains("choice"));
}

TEST_CASE("the table begins with what turns it, and says what that costs", "[mitigation]") {
  Explanation all = explanation(
      busy, {row(BootWay{"x=0"}, busy), row(BootWay{"x=1"}, Good{}), row(RevertWay{{"a.c", "b.c"}}, Good{}),
             row(UserlandWay{"userland", "losetup"}, Good{})});
  all.mitigations[1].described.where = "Documentation/admin-guide/kernel-parameters.txt:7";
  all.mitigations[2].tried_in = OfTheRun{9};
  all.left_out = {{"CONFIG_A", "a.c:1", "why not"}, {"CONFIG_B", "a.c:2", "why not"}};
  CHECK_THAT(explain_markdown(all), contains("not finished yet"));
  CHECK_FALSE(to_json(all).contains("exit_code"));
  all.ended = true;
  const std::string report = explain_markdown(all);
  CHECK_THAT(report, contains("1 of the switches tried avoids the bug"));
  CHECK(report.find("| x=1 | good |") < report.find("| x=0 | bad |"));
  CHECK_THAT(report, contains("kernel-parameters.txt:7") && contains("in 2 files: a.c, b.c") &&
                         contains("in the run's proof") && contains("the kernel is left as it is") &&
                         contains("- why not: CONFIG_A (a.c:1), CONFIG_B (a.c:2)"));
  CHECK_THAT(explain_summary(all), contains("2 more were not tried"));
  const auto document = to_json(all);
  CHECK(document["mitigations"][1]["way"]["setting"] == "x=1");
  CHECK(document["mitigations"][2]["step_of_run"] == 9);
  CHECK(document["exit_code"] == 0);
}
