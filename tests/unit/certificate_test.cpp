#include "model/search/certificate.hpp"

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
  SECTION("all fix-ups are named") {
    steps.back().build.fixups = {"first.patch", "0123456789ab"};
    certificate = certificate_of({}, culprit, steps);
    CHECK(certificate.holds());
    CHECK(certificate.proofs[2].remark == "with the fix-ups first.patch, 0123456789ab");
    CHECK(certificate.proofs[0].remark.empty());
  }
  SECTION("a bad parent makes the bug older than the range") {
    steps.push_back(step_of("q", StepRole::proof, 5, 0));
    certificate = certificate_of({}, culprit, steps);
    CHECK_FALSE(certificate.holds());
    CHECK_THAT(certificate.proofs[2].remark, contains("older than the range"));
  }
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
