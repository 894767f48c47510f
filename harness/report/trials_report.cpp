#include "report/trials_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/clock.hpp"
#include "report/boots_text.hpp"
#include "report/machine_lines.hpp"
#include "report/table.hpp"
#include "report/tested_lines.hpp"
#include "report/trial_cells.hpp"

namespace kbisect {
namespace {

bool has_several_tests(const TrialsResult& result) {
  std::set<std::string> tests;
  for (const TrialResult& one : result.results) tests.insert(one.trial.test);
  return tests.size() > 1;
}

Table table_of(const TrialsResult& result) {
  const bool with_test = has_several_tests(result);
  Table table{.head = {"#", "source", "variant"}};
  if (with_test) table.head.emplace_back("test");
  table.head.insert(table.head.end(), {"verdict", "boots", "kernel", "build", "why"});
  for (const TrialResult& one : result.results) {
    auto& row = table.rows.emplace_back(
        std::vector<std::string>{std::to_string(one.row), one.trial.source.name, text(one.trial.variant)});
    if (with_test) row.push_back(one.trial.test);
    row.insert(row.end(),
               {term(one.verdict), boots_text(one.runs), kernel_text(one), build_text(one), why_text(one)});
  }
  return table;
}

std::string count_text(const TrialsResult& result) {
  const auto judged = std::count_if(result.results.begin(), result.results.end(),
                                    [](const TrialResult& one) { return !is_skip(one.verdict); });
  std::string text = fmt::format("{} of {} rows judged", judged, result.planned);
  if (result.results.size() < result.planned)
    text += fmt::format(", {} not tested yet", result.planned - result.results.size());
  return text;
}

std::string tests_section(const TrialsResult& result) {
  std::string out;
  std::set<std::string> told;
  for (const TrialResult& one : result.results) {
    const Trial& trial = one.trial;
    if (!told.insert(trial.test).second) continue;
    out += fmt::format("- guest test: {}, in the image `{}`, {}\n", trial.test,
                       result.header.initramfs_digests.at(trial.test), symptom_text(trial.symptom));
  }
  return out;
}

std::string sources_section(const TrialsResult& result) {
  std::string out;
  std::set<std::string> told;
  for (const TrialResult& one : result.results) {
    const TrialSource& source = one.trial.source;
    if (!told.insert(source.name).second) continue;
    out += source.kind == SourceKind::revision
               ? fmt::format("- {}: `{}` ({})\n", source.name, source.commit.id, source.commit.subject)
               : fmt::format("- {}: a {}, its files as commit `{}`\n", source.name, text(source.kind),
                             source.commit.id);
    out += fixup_lines(source);
  }
  return out;
}

}  // namespace

std::string trials_summary(const TrialsResult& result) {
  return fmt::format("\n{}\n{}, {} in all\nreport: {}/report.md\n", aligned(table_of(result)),
                     count_text(result), duration_text(result.seconds), result.folder);
}

std::string trials_markdown(const TrialsResult& result) {
  return trials_markdown(result, count_text(result), "");
}

std::string trials_markdown(const TrialsResult& result, const std::string& headline,
                            const std::string& finding) {
  const TrialsHeader& header = result.header;
  std::string out = fmt::format("# {}: {}\n\n", header.campaign.name, headline);
  if (!finding.empty()) out += finding + "\n";
  out += markdown(table_of(result)) + "\n";
  out += "## What was tested\n\n" + sources_section(result);
  out += fmt::format("- config profile: {} ({}), digest `{}`\n{}", header.campaign.profile,
                     header.campaign.arch, header.profile_digest, tests_section(result));
  out +=
      machine_lines(header.machine, acceleration_of(result.results)) + other_toolchain_lines(result.results);
  return out + begun_line(header, result.seconds);
}

}  // namespace kbisect
