// The KTAP of a complete report: parsing gives a tree shallow enough for recursion, and the verdict is good
// only if nothing in it contradicts that.
#include "model/guest/ktap.hpp"

#include <algorithm>

#include "model/guest/judge.hpp"
#include "model/guest/own_test.hpp"
#include "model/printable.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

namespace {

constexpr size_t deepest = 16;

size_t depth_of(const std::vector<KtapResult>& results) {
  size_t depth = 0;
  for (const KtapResult& result : results) depth = std::max(depth, 1 + depth_of(result.children));
  return depth;
}

size_t count_of(const std::vector<KtapResult>& results) {
  size_t count = results.size();
  for (const KtapResult& result : results) count += count_of(result.children) + result.diagnostics.size();
  return count;
}

bool has_failure(const KtapResult& result) {
  return result.outcome == KtapOutcome::not_ok ||
         std::any_of(result.children.begin(), result.children.end(), [](const KtapResult& child) {
           return child.outcome != KtapOutcome::skip && has_failure(child);
         });
}

// Whether the line reports a failure, at any indentation.
bool says_failure(std::string_view line) {
  constexpr std::string_view words = "not ok";
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with(words)) return false;
  line.remove_prefix(words.size());
  // A number too large for an int makes the line something other than a result, so numbered lines are left
  // out.
  return line.empty() ||
         (line[0] == ' ' && line.substr(1, 20).find_first_of("0123456789") == std::string_view::npos);
}

void check_good(const KtapReport& report, const std::vector<std::string>& lines) {
  const bool is_own = !report.results.empty() && diagnostic_value(report.results[0], "role: ") == "own";
  must(report.bail_out.empty(), "who bails out is not good");
  must(!report.results.empty() && report.results.size() == static_cast<size_t>(report.planned),
       "all cases have their results where it is good");
  const auto reference = [](const KtapResult& result) {
    return diagnostic_value(result, "role: ") == "reference";
  };
  for (const KtapResult& result : report.results) {
    must(reference(result) || !has_failure(result), "no case has failed where it is good");
    must(reference(result) || result.outcome == KtapOutcome::ok, "no case was skipped where it is good");
  }
  // For a user's own test its KTAP results decide, whatever its exit code.
  if (is_own) return;
  // References may fail, and a skipped case may be reported as "not ok x # SKIP".
  const auto excuse = [](const std::string& line) {
    const size_t hash = line.find('#', line.find_first_not_of(" \t") + 1);
    return line.find("reference") != std::string::npos || hash != std::string::npos;
  };
  must(std::any_of(lines.begin(), lines.end(), excuse) ||
           std::none_of(lines.begin(), lines.end(), says_failure),
       "no line says that something failed where it is good");
}

}  // namespace

void fuzz_one(std::string_view input) {
  std::vector<std::string> lines;
  for (const std::string& line : lines_of(input)) lines.push_back(printable(line));
  KtapReport report = parse_ktap(lines);
  must(depth_of(report.results) <= deepest, "a tree is no deeper than it may be");
  must(count_of(report.results) <= lines.size(), "a line is one result or diagnostic at the most");

  settle_own_test(report);

  Observation observation{.agent_up = true, .complete = true, .ktap = std::move(lines)};
  for (const Hunted& hunted :
       {Hunted(StepFailure{"held/mount", "EBUSY"}), Hunted(Hang{HangPhase::test}),
        Hunted(TestFailure{"test"}), Hunted(ObservedOutcomes{{{"held/mount", "OK", "EBUSY"}}})}) {
    const Symptom symptom{.hunted = hunted};
    const Verdict verdict = judge(observation, symptom);
    must(printable(detail(verdict)) == detail(verdict), "a verdict can be shown on a terminal");
    // A hunt for one result says nothing about the other cases.
    const bool judges_all = !std::holds_alternative<TestFailure>(hunted);
    if (judges_all && std::holds_alternative<Good>(verdict)) check_good(report, observation.ktap);
    observation.complete = false;
    must(!std::holds_alternative<Good>(judge(observation, symptom)), "half a report makes nothing good");
    observation.complete = true;
  }
}
