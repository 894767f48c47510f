#include "model/guest/regression.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// A boot with these results of one case: "step OK", "step EBUSY", "step SKIP". A "~" marks an outcome that is
// only observed.
KtapReport report_of(const std::vector<std::pair<std::string, std::string>>& steps) {
  KtapResult one{.outcome = KtapOutcome::ok, .name = "case"};
  for (const auto& [name, outcome] : steps) {
    KtapResult step{.name = name};
    if (outcome.starts_with('~')) {
      step.outcome = KtapOutcome::ok;
      step.diagnostics = {"outcome: " + outcome.substr(1)};
    } else if (outcome == "OK" || outcome == "SKIP") {
      step.outcome = outcome == "OK" ? KtapOutcome::ok : KtapOutcome::skip;
    } else {
      step.diagnostics = {"errno: " + outcome + " (in words)"};
    }
    one.children.push_back(step);
  }
  return {.planned = 1, .results = {one}};
}

}  // namespace

TEST_CASE("a step that passed and fails is a regression", "[regression]") {
  const KtapReport good = report_of({{"open", "OK"}, {"mount", "~OK"}});
  struct Row {
    std::vector<KtapReport> before;
    std::vector<KtapReport> after;
    const char* wanted;  // nullptr: no regression
  };
  const Row rows[] = {
      {{good, good}, {good, good}, nullptr},
      {{good}, {report_of({{"open", "EIO"}, {"mount", "~OK"}})}, "case/open gives EIO"},
      {{good}, {report_of({{"open", "OK"}, {"mount", "~EBUSY"}})}, "case/mount gives EBUSY"},
      // Better than before, or the same.
      {{report_of({{"mount", "~EBUSY"}})}, {report_of({{"mount", "~OK"}})}, nullptr},
      {{report_of({{"mount", "EBUSY"}})}, {report_of({{"mount", "EIO"}})}, nullptr},
      // Not in every boot before, or not in every boot after.
      {{good, report_of({{"open", "EIO"}})}, {report_of({{"open", "EIO"}})}, nullptr},
      {{good}, {report_of({{"open", "EIO"}}), good}, nullptr},
      {{good}, {report_of({{"open", "EIO"}}), report_of({{"open", "EIO"}}), good}, "case/open gives EIO"},
      // No statement is possible.
      {{good}, {report_of({{"open", "SKIP"}})}, nullptr},
      {{good}, {report_of({})}, nullptr},
      {{}, {good}, nullptr},
      {{good}, {}, nullptr}};
  for (const Row& row : rows) {
    const auto seen = regression(row.before, row.after);
    if (row.wanted == nullptr) {
      CHECK(seen == std::nullopt);
    } else {
      CHECK(seen == std::string(row.wanted));
    }
  }
}
