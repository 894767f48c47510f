#include "model/guest/ktap.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("nested results become a tree", "[ktap]") {
  // The example in Linux's Documentation/dev-tools/ktap.rst.
  const KtapReport report = parse_ktap({"KTAP version 1",
                                        "1..1",
                                        "  KTAP version 1",
                                        "  1..3",
                                        "    KTAP version 1",
                                        "    1..1",
                                        "    # test_1: initializing test_1",
                                        "    ok 1 test_1",
                                        "  ok 1 example_test_1",
                                        "    KTAP version 1",
                                        "    1..2",
                                        "    ok 1 test_1 # SKIP test_1 skipped",
                                        "    ok 2 test_2",
                                        "  ok 2 example_test_2",
                                        "    KTAP version 1",
                                        "    1..3",
                                        "    ok 1 test_1",
                                        "    # test_2: FAIL",
                                        "    not ok 2 test_2",
                                        "    ok 3 test_3 # SKIP test_3 skipped",
                                        "  not ok 3 example_test_3",
                                        "not ok 1 main_test"});
  CHECK(report.problems.empty());
  CHECK(report.planned == 1);
  REQUIRE(report.results.size() == 1);
  const KtapResult& main = report.results[0];
  CHECK(main.name == "main_test");
  CHECK(main.outcome == KtapOutcome::not_ok);
  REQUIRE(main.children.size() == 3);
  CHECK(main.children[0].children.at(0).diagnostics ==
        std::vector<std::string>{"test_1: initializing test_1"});
  CHECK(main.children[1].children.at(0).outcome == KtapOutcome::skip);
  CHECK(main.children[1].children.at(0).directive == "SKIP test_1 skipped");
  REQUIRE(main.children[2].children.size() == 3);
  CHECK(main.children[2].children[1].outcome == KtapOutcome::not_ok);
  CHECK(main.children[2].children[1].diagnostics == std::vector<std::string>{"test_2: FAIL"});
}

TEST_CASE("result lines in all their forms", "[ktap]") {
  struct Row {
    const char* line;
    KtapOutcome outcome;
    int number;
    const char* name;
    const char* directive;
  };
  const Row rows[] = {
      {"ok 1 plain", KtapOutcome::ok, 1, "plain", ""},
      {"not ok 1 plain", KtapOutcome::not_ok, 1, "plain", ""},
      {"ok 1 - with dash", KtapOutcome::ok, 1, "with dash", ""},
      {"ok 1", KtapOutcome::ok, 1, "", ""},
      {"not ok 1 x # SKIP no device", KtapOutcome::skip, 1, "x", "SKIP no device"},
      {"ok 1 x # skip", KtapOutcome::skip, 1, "x", "skip"},
      {"not ok 1 x # TIMEOUT 30 seconds", KtapOutcome::not_ok, 1, "x", "TIMEOUT 30 seconds"},
      {"ok 1 x # rcode=0", KtapOutcome::ok, 1, "x", "rcode=0"},
      {"ok 1 x\r", KtapOutcome::ok, 1, "x", ""},
  };
  for (const Row& row : rows) {
    INFO(row.line);
    const KtapReport report = parse_ktap({"KTAP version 1", "1..1", row.line});
    CHECK(report.problems.empty());
    REQUIRE(report.results.size() == 1);
    CHECK(report.results[0].outcome == row.outcome);
    CHECK(report.results[0].number == row.number);
    CHECK(report.results[0].name == row.name);
    CHECK(report.results[0].directive == row.directive);
  }
}

TEST_CASE("diagnostics belong to the next result of their level", "[ktap]") {
  const KtapReport report = parse_ktap({"KTAP version 1", "1..2", "  KTAP version 1", "  # Subtest: first",
                                        "  ok 1 a", "# stray", "  # errno: EBUSY (Device or resource busy)",
                                        "  not ok 2 b", "# role: hunted", "not ok 1 first", "ok 2 second"});
  CHECK(report.problems.empty());
  REQUIRE(report.results.size() == 2);
  const KtapResult& first = report.results[0];
  CHECK(first.diagnostics == std::vector<std::string>{"stray", "role: hunted"});
  REQUIRE(first.children.size() == 2);
  CHECK(first.children[0].diagnostics.empty());
  CHECK(diagnostic_value(first.children[1], "errno: ") == "EBUSY");
  CHECK(diagnostic_value(first, "role: ") == "hunted");
  CHECK(diagnostic_value(first, "errno: ").empty());
  CHECK(report.results[1].diagnostics.empty());
}

TEST_CASE("what does not fit is a problem, and the rest is kept", "[ktap]") {
  struct Row {
    std::vector<std::string> lines;
    const char* problem;
    size_t results;
  };
  const Row rows[] = {
      {{"1..1", "  1..2", "  ok 1 inner", "ok 1 a"}, "1 results for a plan of 2", 1},
      {{"1..1", "  1..1", "  ok 1 inner", "  ok 2 more", "ok 1 a"}, "2 results for a plan of 1", 1},
      {{"1..2", "ok 2 b", "ok 1 a"}, "out of order: b", 2},
      {{"1..1", "ok 1 a", "hello"}, "not KTAP: hello", 1},
      {{"1..1", "okay 1", "ok 1 a"}, "not KTAP: okay 1", 1},
      {{"1..1", "1..1", "ok 1 a"}, "a plan that cannot be: 1..1", 1},
      {{"1..99999999999", "ok 1 a"}, "a plan that cannot be", 1},
      {{"1..-1", "ok 1 a"}, "a plan that cannot be", 1},
      {{"ok 99999999999 a"}, "not KTAP", 0},
      {{"1..1", "ok 1 a", "  ok 1 inner"}, "a subtest without its own result ends with: inner", 1},
  };
  for (const Row& row : rows) {
    const KtapReport report = parse_ktap(row.lines);
    REQUIRE_FALSE(report.problems.empty());
    CHECK_THAT(report.problems[0], contains(row.problem));
    CHECK(report.results.size() == row.results);
  }
}

TEST_CASE("a bail-out is told, with a reason or without", "[ktap]") {
  CHECK(parse_ktap({"1..1", "Bail out! no disk"}).bail_out == "no disk");
  CHECK(parse_ktap({"1..1", "  Bail out!"}).bail_out == "no reason given");
  CHECK(parse_ktap({"1..1", "ok 1 a"}).bail_out.empty());
}

namespace {

size_t height_of(const std::vector<KtapResult>& results) {
  size_t height = 0;
  for (const KtapResult& result : results) height = std::max(height, 1 + height_of(result.children));
  return height;
}

}  // namespace

TEST_CASE("a tree has no more levels than recursion can walk, whichever way it grows", "[ktap]") {
  std::vector<std::string> inward;
  std::vector<std::string> outward;
  for (size_t indent = 0; indent < 2000; ++indent) {
    inward.push_back(std::string(indent, ' ') + "ok 1 x");
    outward.push_back(std::string(1999 - indent, ' ') + "ok 1 x");
  }
  for (const auto& lines : {inward, outward}) {
    const KtapReport report = parse_ktap(lines);
    CHECK(height_of(report.results) <= 16);
    CHECK_THAT(report.problems.at(0), contains("nested too deeply: x"));
    CHECK(report.lost_results);
  }
}

TEST_CASE("KTAP of any shape is survived", "[ktap]") {
  CHECK(parse_ktap({}).results.empty());
  // Levels that go up to 2,000 and back down.
  std::vector<std::string> pyramid;
  for (size_t indent = 0; indent < 2000; ++indent) pyramid.push_back(std::string(indent, ' ') + "ok 1 x");
  for (size_t indent = 2000; indent > 0; --indent) pyramid.push_back(std::string(indent, ' ') + "not ok 1 x");
  CHECK_FALSE(parse_ktap(pyramid).problems.empty());
  // A good line with any byte in any place.
  const std::string good = "not ok 1 a # SKIP b";
  for (size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string line = good;
      line[at] = static_cast<char>(byte);
      CHECK(parse_ktap({line, "1.." + line, "  " + line, "#" + line}).results.size() <= 2);
    }
  }
  CHECK(parse_ktap({std::string(1 << 20, '#'), std::string(1 << 20, ' '), std::string(1 << 20, '9')})
            .results.empty());
}
