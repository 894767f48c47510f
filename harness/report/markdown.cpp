#include "report/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/clock.hpp"
#include "report/boots_text.hpp"
#include "report/machine_lines.hpp"
#include "report/summary.hpp"
#include "report/table.hpp"
#include "report/tested_lines.hpp"

namespace kbisect {
namespace {

// "2 of 3 failed, 8.1 s"
std::string boots_and_time(const std::vector<Run>& runs) {
  if (runs.empty()) return "-";
  double seconds = 0;
  for (const Run& run : runs) seconds += run.seconds;
  return fmt::format("{}, {}", boots_text(runs), duration_text(seconds));
}

std::string build_text(const Build& build) {
  if (build.of_earlier_run) return "an earlier run's";
  return build.reused ? "-" : duration_text(build.make_seconds);
}

Table steps_table(const Result& result) {
  Table table{.head = {"#", "why", "config", "candidates", "commit", "subject", "objects", "make", "boots",
                       "verdict"}};
  for (const Step& step : result.steps) {
    const std::string why = detail(step.verdict);
    table.rows.push_back({std::to_string(step.number), text(step.role), text(step.config),
                          std::to_string(step.candidates), step.commit.short_id(), step.commit.subject,
                          std::to_string(step.build.objects), build_text(step.build),
                          boots_and_time(step.runs),
                          why.empty() ? term(step.verdict) : term(step.verdict) + ": " + why});
  }
  return table;
}

std::string outcome_section(const Result& result) {
  std::string out;
  if (const auto* found = std::get_if<CulpritFound>(&result.outcome)) {
    out += fmt::format("- commit: `{}`\n- subject: {}\n- author: {}\n- date: {}\n- evidence: {}\n",
                       found->culprit.id, found->culprit.subject, found->culprit.author, found->culprit.date,
                       detail(Verdict(found->evidence)));
    if (!found->evidence.console_line.empty())
      out += fmt::format("- console: `{}`\n", found->evidence.console_line);
    out += fmt::format("- certainty: {}\n", certainty_text(result));
    const std::string expectation = expectation_text(result);
    if (!expectation.empty()) out += fmt::format("- expectation {}\n", expectation);
  } else if (const auto* left = std::get_if<OnlySkippedLeft>(&result.outcome)) {
    out += fmt::format("- certainty: {}\n", certainty_text(result));
    for (const Commit& commit : left->candidates)
      out += fmt::format("- `{}` {}\n", commit.id, commit.subject);
  }
  return out;
}

// ", with losetup from util-linux 2.38.1, BusyBox v1.35.0" if the guest test reported its versions, else
// empty.
std::string userland(const Result& result) {
  for (const Step& step : result.steps) {
    for (const Run& run : step.runs) {
      if (!run.versions.empty()) return fmt::format(", with {}", fmt::join(run.versions, ", "));
    }
  }
  return {};
}

}  // namespace

std::string markdown_report(const Result& result) {
  const RunHeader& header = result.header;
  std::string out =
      fmt::format("# {}: {}\n\n{}\n", header.campaign.name, headline(result), outcome_section(result));
  const auto proofs = certificate_lines(result);
  if (!proofs.empty()) out += "## The proof\n\n";
  for (const std::string& line : proofs) out += fmt::format("- {}\n", line);
  if (!proofs.empty()) out += "\n";
  out += "## The question\n\n";
  if (!header.campaign.description.empty()) out += header.campaign.description + "\n\n";
  out += fmt::format(
      "- looked for: {}\n- good: {} = `{}` ({})\n- bad: {} = `{}` ({})\n- candidates: {}, of which {} change "
      "nothing that the "
      "build reads\n",
      header.campaign.hunt == Hunt::regression ? "the commit that broke it" : "the commit that fixed it",
      header.campaign.good, header.good.id, header.good.subject, header.campaign.bad, header.bad.id,
      header.bad.subject, header.candidates, result.pruned);
  out +=
      fmt::format("- config profile: {} ({}), digest `{}`\n- guest test: {}{}, {}\n", header.campaign.profile,
                  header.campaign.arch, header.profile_digest, header.campaign.test,
                  header.own_test_digest.empty() ? "" : fmt::format(" (digest `{}`)", header.own_test_digest),
                  symptom_text(header.campaign.symptom));
  if (!header.search_profile_digest.empty()) {
    out +=
        fmt::format("- search profile: digest `{}`{}\n", header.search_profile_digest,
                    result.search_profile_given_up ? ", given up: " + *result.search_profile_given_up : "");
  }
  out += fmt::format("- guest image: `{}`{}\n{}- kbisect {}, begun {}\n\n", header.initramfs_digest,
                     userland(result), machine_lines(header.machine, result.acceleration),
                     header.kbisect_version, header.began);
  out += "## Steps\n\n" + markdown(steps_table(result));
  out += fmt::format("\n## Time\n\n{}\n", times_text(result));
  if (std::holds_alternative<CulpritFound>(result.outcome))
    out += "\n`git bisect replay bisect.log` in the tree leads to the same commit.\n";
  return out;
}

}  // namespace kbisect
