// Parses KTAP version 1 (kernel: Documentation/dev-tools/ktap.rst) into a tree of results.
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
  std::optional<int> planned_children;   // from the subtest's plan line
};

struct KtapReport {
  int planned = 0;  // from the top-level plan line; 0 when there was none
  std::vector<KtapResult> results;
  std::string bail_out;       // the reason after "Bail out!"; empty when there was none
  bool lost_results = false;  // some results are missing: nested too deeply, or in a subtest without a result
  // Lines that are not KTAP, numbers out of order, subtests off their plan. (Whether the cases are as many as
  // planned is seen from `planned` and `results`.)
  std::vector<std::string> problems;
};

// Never fails; what cannot be understood is in `problems`.
KtapReport parse_ktap(const std::vector<std::string>& lines);

// The result at "case/step", or nullptr. Names may contain slashes themselves.
const KtapResult* find_result(const std::vector<KtapResult>& results, std::string_view path);

// What follows `prefix` in each diagnostic line that begins with it, in order, whatever the level.
std::vector<std::string> diagnostics_after(const std::vector<std::string>& lines, std::string_view prefix);

// What follows `prefix`, such as "errno: ", in the first diagnostic that begins with it, up to the first
// blank. Empty if there is none.
std::string diagnostic_value(const KtapResult& result, std::string_view prefix);

}  // namespace kbisect
