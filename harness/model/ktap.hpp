// KTAP version 1 (kernel: Documentation/dev-tools/ktap.rst) into a tree of results.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

enum class KtapOutcome { ok, not_ok, skip };

struct KtapResult {
  KtapOutcome outcome = KtapOutcome::not_ok;
  int number = 0;
  std::string name;
  std::string directive;                 // after the '#' of the result line: "SKIP no loop device"
  std::vector<std::string> diagnostics;  // lines before the result on its own level, without "# "
  std::vector<KtapResult> children;      // the subtest's results, in order
  std::optional<int> planned_children;   // by the subtest's plan line
};

struct KtapReport {
  int planned = 0;  // from the top-level plan line; 0 when there was none
  std::vector<KtapResult> results;
  std::string bail_out;       // the reason after "Bail out!"; empty when there was none
  bool lost_results = false;  // some are not in `results`: nested too deeply, or below no result of their own
  std::vector<std::string>
      problems;  // lines that are no KTAP, numbers out of order, counts that do not fit the plan
};

// Never fails: what cannot be understood is in `problems`.
KtapReport parse_ktap(const std::vector<std::string>& lines);

// The result at "case/step", nullptr without one; names may hold slashes themselves.
const KtapResult* find_result(const std::vector<KtapResult>& results, std::string_view path);

// What follows `prefix` in the diagnostics that begin with it, in their order and on whatever level.
std::vector<std::string> diagnostics_after(const std::vector<std::string>& lines, std::string_view prefix);

// The value of the first diagnostic "key: value" of a result, up to the first blank; empty without one.
std::string diagnostic_value(const KtapResult& result, std::string_view prefix);

}  // namespace kbisect
