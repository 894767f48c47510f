#include "report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/clock.hpp"
#include "model/search/certificate.hpp"

namespace kbisect {
namespace {

std::string commit_lines(const Commit& commit) {
  return fmt::format("  {}\n  {}\n  author {}, {}\n", commit.id, commit.subject, commit.author, commit.date);
}

const char* advice(const EndsContradict& ends, Hunt hunt) {
  if (is_skip(ends.seen))
    return "see its logs in steps/; make it build and boot with --fixup, or give another end";
  return ends.end == StepRole::bad_end
             ? "give another --bad, or the --profile and --test that showed the symptom"
         : hunt == Hunt::regression
             ? "give another --good; `kbisect releases` finds a good release"
             : "give a later --good; `kbisect releases --forward` finds a good release";
}

// What the user can do if no commit was named; empty if one was.
std::string next_line(const Outcome& outcome, Hunt hunt) {
  if (const auto* ends = std::get_if<EndsContradict>(&outcome))
    return fmt::format("next:     {}\n", advice(*ends, hunt));
  if (std::holds_alternative<OnlySkippedLeft>(outcome))
    return "next:     report.md says why each was skipped; make them build and boot with --fixup, and run "
           "again\n";
  return {};
}

}  // namespace

std::string headline(const Result& result) {
  if (const auto* found = std::get_if<CulpritFound>(&result.outcome)) {
    const bool proven = certificate_of(result.header, found->culprit, result.steps).holds();
    return fmt::format("{}{}: {} (\"{}\")", name_of_sought(result.header.campaign.hunt),
                       proven ? "" : ", not proven", found->culprit.short_id(), found->culprit.subject);
  }
  if (const auto* left = std::get_if<OnlySkippedLeft>(&result.outcome)) {
    return fmt::format("only skipped commits are left: each of these {} could be the {}",
                       left->candidates.size(), name_of_sought(result.header.campaign.hunt));
  }
  const auto& ends = std::get<EndsContradict>(result.outcome);
  return fmt::format("the {} does not hold: {} is {}", text(ends.end), ends.commit.short_id(),
                     described(ends.seen));
}

std::vector<std::string> certificate_lines(const Result& result) {
  const auto* found = std::get_if<CulpritFound>(&result.outcome);
  if (found == nullptr) return {};
  std::vector<std::string> lines;
  for (const Proof& proof : certificate_of(result.header, found->culprit, result.steps).proofs) {
    const int boots = proof.failed + proof.passed;
    std::string seen = boots == 0 ? "" : fmt::format("{} of {} boots failed", proof.failed, boots);
    if (!proof.remark.empty()) seen += (seen.empty() ? "" : "; ") + proof.remark;
    lines.push_back(fmt::format("{}: {} ({}): {}", proof.holds ? "holds" : "DOES NOT HOLD", proof.claim,
                                proof.commit.short_id(), seen));
  }
  return lines;
}

std::string certainty_text(const Result& result) {
  double probability = 0;
  if (const auto* found = std::get_if<CulpritFound>(&result.outcome)) {
    probability = found->probability;
  } else if (const auto* left = std::get_if<OnlySkippedLeft>(&result.outcome)) {
    probability = left->probability;
  } else {
    return {};
  }
  int boots = 0;
  int failed = 0;
  for (const Step& step : result.steps) {
    for (const Run& run : step.runs) {
      boots += 1;
      failed += std::holds_alternative<Bad>(run.verdict) ? 1 : 0;
    }
  }
  // Rounded down and capped, so that the text never claims more certainty than there is.
  const double percent = std::min(std::floor(probability * 10000) / 100, 99.99);
  return fmt::format("{:.2f} % from {} boots, of which {} failed", percent, boots, failed);
}

std::string expectation_text(const Result& result) {
  const auto* found = std::get_if<CulpritFound>(&result.outcome);
  if (found == nullptr) return {};
  const std::string expected = result.header.campaign.expected_culprit.value_or("");
  switch (found->expectation) {
    case Expectation::none:
      return {};
    case Expectation::met:
      return fmt::format("met: the campaign expects {}", expected);
    case Expectation::met_by_trailer:
      return fmt::format("met: the {} names the expected {} as its origin",
                         name_of_sought(result.header.campaign.hunt), expected);
    case Expectation::not_met:
      return fmt::format("NOT met: the campaign expects {}", expected);
  }
  return {};
}

std::string times_text(const Result& result) {
  const Times& times = result.times;
  const auto& expected = result.header.expected_seconds;
  return fmt::format(
      "{} in all{}: make {}, configure {}, QEMU {}, checkout {}; all but make, configure and QEMU {} = "
      "{:.1f} %",
      duration_text(times.wall), expected ? fmt::format(" ({} expected)", duration_text(*expected)) : "",
      duration_text(times.make), duration_text(times.configure), duration_text(times.qemu),
      duration_text(times.checkout), duration_text(times.overhead()),
      times.wall > 0 ? 100 * times.overhead() / times.wall : 0);
}

std::string summary_text(const Result& result) {
  std::string out = "\n" + headline(result) + "\n";
  if (const auto* found = std::get_if<CulpritFound>(&result.outcome)) {
    out += commit_lines(found->culprit);
    out += fmt::format("evidence: {}\n", detail(Verdict(found->evidence)));
    if (!found->evidence.console_line.empty())
      out += fmt::format("console:  {}\n", found->evidence.console_line);
    out += fmt::format("certain:  {}\n", certainty_text(result));
    for (const std::string& line : certificate_lines(result)) out += fmt::format("proof:    {}\n", line);
    const std::string expectation = expectation_text(result);
    if (!expectation.empty()) out += fmt::format("expected: {}\n", expectation);
  } else if (const auto* left = std::get_if<OnlySkippedLeft>(&result.outcome)) {
    for (const Commit& commit : left->candidates)
      out += fmt::format("  {} {}\n", commit.short_id(), commit.subject);
  }
  out += next_line(result.outcome, result.header.campaign.hunt);
  std::set<std::string> tested;
  for (const Step& step : result.steps) tested.insert(step.commit.id);
  out += fmt::format("tested:   {} commits", tested.size());
  if (result.pruned > 0) {
    out += fmt::format("; of {} between the ends {} change nothing that the build reads",
                       result.header.candidates, result.pruned);
  }
  out += "\n";
  out += fmt::format("time:     {}\n", times_text(result));
  out += fmt::format("report:   {}/report.md\n", result.folder);
  return out;
}

}  // namespace kbisect
