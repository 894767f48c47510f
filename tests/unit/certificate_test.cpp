#include "model/search/certificate.hpp"

#include "model/search/proof_boots.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

Step step_of(const std::string& id, StepRole role, int failed, int passed) {
  Step step{.role = role, .commit = {.id = id}};
  step.build.result = Image{"/vmlinux", "image of " + id, "config of " + id};
  for (int i = 0; i < failed; ++i) step.runs.push_back({.verdict = Bad{}});
  for (int i = 0; i < passed; ++i) step.runs.push_back({.verdict = Good{}});
  step.verdict = failed > 0 ? Verdict(Bad{}) : Verdict(Good{});
  return step;
}

}  // namespace

TEST_CASE("as many boots as make a lucky streak unlikely, and never fewer than five", "[certificate]") {
  CHECK(proof_boots(1) == 5);
  CHECK(proof_boots(0.99) == 5);
  CHECK(proof_boots(0.5) == 14);
  CHECK(proof_boots(0.2) == 42);
  CHECK(proof_boots(1e-9) == 200);
}

TEST_CASE("a certificate counts the boots of all steps, and holds when each claim does", "[certificate]") {
  const Commit culprit{.id = "c", .parents = {"p", "q"}};
  std::vector<Step> steps{step_of("c", StepRole::search, 2, 0), step_of("p", StepRole::search, 0, 2),
                          step_of("c", StepRole::proof, 3, 0), step_of("p", StepRole::proof, 0, 3),
                          step_of("r", StepRole::revert, 0, 5)};
  Certificate certificate = certificate_of({}, culprit, steps);
  REQUIRE(certificate.proofs.size() == 4);
  CHECK(certificate.proofs[0].failed == 5);
  CHECK(certificate.proofs[0].image_digest == "image of c");
  CHECK(certificate.proofs[1].passed == 5);
  CHECK(certificate.proofs[3].passed == 5);
  CHECK_THAT(certificate.proofs[2].remark, contains("not tested"));
  CHECK_FALSE(certificate.holds());
  steps.push_back(step_of("q", StepRole::proof, 0, 5));
  CHECK(certificate_of({}, culprit, steps).holds());

  SECTION("a parent that cannot be tested proves nothing") {
    Step failed{.role = StepRole::proof, .commit = {.id = "q"}};
    failed.verdict = Skip{SkipReason::cannot_build, "x.c"};
    failed.build.result = std::get<Skip>(failed.verdict);
    steps.push_back(failed);
    certificate = certificate_of({}, culprit, steps);
    CHECK_FALSE(certificate.holds());
    CHECK_THAT(certificate.proofs[2].remark, contains("x.c"));
  }
  SECTION("a bad end that fails without the culprit is no proof") {
    steps.push_back(step_of("r", StepRole::revert, 1, 0));
    certificate = certificate_of({}, culprit, steps);
    CHECK_FALSE(certificate.holds());
    CHECK_THAT(certificate.proofs.back().remark, contains("still bad"));
  }
  SECTION("a bad parent makes the bug older than the range") {
    steps.push_back(step_of("q", StepRole::proof, 5, 0));
    certificate = certificate_of({}, culprit, steps);
    CHECK_FALSE(certificate.holds());
    CHECK_THAT(certificate.proofs[2].remark, contains("older than the range"));
  }
}

TEST_CASE("a commit that stands alone is booted until its boots are plain", "[certificate]") {
  const Rates always{.bad = 0.97, .good = 0.01};
  CHECK_FALSE(is_plain({.failed = 0, .passed = 4}, always));
  CHECK(is_plain({.failed = 0, .passed = 5}, always));
  CHECK(is_plain({.failed = 5, .passed = 0}, always));
  // Two failures of five boots could mean either.
  CHECK_FALSE(is_plain({.failed = 2, .passed = 3}, always));
  const Rates seldom{.bad = 0.2, .good = 0.001};
  CHECK_FALSE(is_plain({.failed = 0, .passed = 41}, seldom));
  CHECK(is_plain({.failed = 0, .passed = 42}, seldom));
  CHECK(is_plain({.failed = 100, .passed = 100}, {.bad = 0.5, .good = 0.5}));
}

TEST_CASE("one false failure does not make a commit bad that stands alone, and any does where none is false",
          "[certificate]") {
  CHECK(term(standing_alone(step_of("r", StepRole::revert, 1, 9), {.bad = 0.97, .good = 0.02})) == "good");
  CHECK(term(standing_alone(step_of("r", StepRole::revert, 1, 9), {.bad = 0.2, .good = 0})) == "bad");
  CHECK(term(standing_alone(step_of("r", StepRole::revert, 0, 5), {.bad = 0.97, .good = 0.02})) == "good");
}

TEST_CASE("exit codes of a run are those of the README", "[certificate]") {
  const Commit culprit{.id = "c", .parents = {"p"}};
  Result result{.outcome = CulpritFound{.culprit = culprit}};
  result.steps = {step_of("c", StepRole::proof, 5, 0)};
  CHECK(static_cast<int>(exit_code(result)) == 5);
  result.steps.push_back(step_of("p", StepRole::proof, 0, 5));
  CHECK(static_cast<int>(exit_code(result)) == 0);
  result.outcome = OnlySkippedLeft{};
  CHECK(static_cast<int>(exit_code(result)) == 3);
  result.outcome = EndsContradict{};
  CHECK(static_cast<int>(exit_code(result)) == 4);
}
