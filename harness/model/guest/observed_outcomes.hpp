// Compares what a test observed with what a campaign says is observed on either side.
#pragma once

#include <string>
#include <vector>

#include "model/guest/ktap.hpp"
#include "model/verdict.hpp"

namespace kbisect {

// Bad if every row is as on the bad side, good if every row is as on the good side. Otherwise a skip:
// - control_failed: a row that is the same on both sides differs here;
// - test_skipped: a row was not observed;
// - other_failure: some rows are as on one side and some as on the other, or one is as on neither.
Verdict judge_outcomes(const ObservedOutcomes& expected, const std::vector<KtapResult>& results);

// A case with at least one observed step, and the first of its steps that did not give "OK".
struct ObservedCase {
  std::string name;
  std::string failure;  // "util-linux-mount-loop/mount gives EBUSY,exit-32"; empty if all gave "OK"
};
std::vector<ObservedCase> observed_cases(const std::vector<KtapResult>& results);

}  // namespace kbisect
