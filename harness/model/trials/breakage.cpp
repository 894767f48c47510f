#include "model/trials/breakage.hpp"

#include <vector>

namespace kbisect {
namespace {

std::vector<const Skip*> broken_boots(const TrialResult& result) {
  std::vector<const Skip*> broken;
  for (const Run& run : result.runs) {
    const auto* skip = std::get_if<Skip>(&run.verdict);
    if (skip != nullptr && is_broken(skip->reason)) broken.push_back(skip);
  }
  return broken;
}

}  // namespace

bool is_broken(SkipReason reason) {
  switch (reason) {
    case SkipReason::no_agent:
    case SkipReason::panic:
    case SkipReason::test_timed_out:
    case SkipReason::control_failed:
    case SkipReason::other_failure:
    case SkipReason::flooded:
      return true;
    case SkipReason::cannot_revert:
    case SkipReason::cannot_configure:
    case SkipReason::cannot_apply:
    case SkipReason::cannot_build:
    case SkipReason::build_timed_out:
    case SkipReason::test_skipped:
    case SkipReason::garbled_report:
      return false;
  }
  return false;
}

std::optional<Breakage> breaks_now_and_then(const TrialResult& before, const TrialResult& after) {
  const auto broken = broken_boots(after);
  const size_t then = broken_boots(before).size();
  const bool is_often = broken.size() > 1 && broken.size() * 4 >= after.runs.size();
  const bool was_as_often = then * after.runs.size() * 2 >= broken.size() * before.runs.size() && then > 0;
  if (!is_often || was_as_often) return std::nullopt;
  return Breakage{.boots = broken.size(),
                  .of = after.runs.size(),
                  .how = detail(*broken.front()),
                  .boots_before = then,
                  .of_before = before.runs.size()};
}

}  // namespace kbisect
