// What a test observed, beside what a campaign says is observed on either side.
#pragma once

#include <string>
#include <vector>

#include "model/ktap.hpp"
#include "model/verdict.hpp"

namespace kbisect {

// Bad when every row is as on the bad side, good when every row is as on the good side. Else a skip:
// - control_failed: a row that is the same on both sides is not so here;
// - test_skipped: a row was not observed;
// - other_failure: some rows are as on one side, some as on the other, or one as on neither.
Verdict judge_outcomes(const Outcomes& expected, const std::vector<KtapResult>& results);

// A case of which something was observed, and the first of its steps that did not give "OK".
struct ObservedCase {
  std::string name;
  std::string failure;  // "util-linux-mount-loop/mount gives EBUSY,exit-32"; empty where all gave "OK"
};
std::vector<ObservedCase> observed_cases(const std::vector<KtapResult>& results);

}  // namespace kbisect
