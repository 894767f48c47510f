#include "report/verification_report.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "report/boots_text.hpp"
#include "report/machine_lines.hpp"
#include "report/table.hpp"
#include "report/tested_lines.hpp"
#include "report/trial_cells.hpp"

namespace kbisect {
namespace {

void add_row(Table& table, const std::string& what, const TrialResult& result) {
  table.rows.push_back({std::to_string(result.row), what, term(result.verdict), boots_text(result.runs),
                        kernel_text(result), build_text(result), why_text(result)});
}

// Rows for the campaign's test on the base and after each patch, then for each other test on base and series.
Table table_of(const Verification& verification) {
  Table table{.head = {"#", "tested", "verdict", "boots", "kernel", "build", "why"}};
  const auto& patches = verification.series.patches;
  if (verification.before) add_row(table, "base", *verification.before);
  for (size_t i = 0; i < verification.after.size(); ++i) {
    add_row(table, fmt::format("{}: {}", patch_text(i + 1, patches.size()), patches[i].title),
            verification.after[i]);
  }
  for (const OtherTest& other : verification.others) {
    add_row(table, fmt::format("base, {}", other.test), other.before);
    add_row(table, fmt::format("series, {}", other.test), other.after);
  }
  return table;
}

std::string verdict_line(const Verification& verification) {
  if (!verification.outcome) return "not finished yet";
  return text(*verification.outcome, verification.series.patches.size());
}

std::string passes_text(const PassCount& count) {
  return fmt::format("{} of {} results passed", count.passed, count.results);
}

// What each of the other tests shows, even if it does not affect the verdict. Results are counted because the
// verdict on a test that only reports what it sees is always good.
std::string others_section(const Verification& verification) {
  std::string out;
  for (const OtherTest& other : verification.others) {
    std::string what = "is not worse";
    if (const auto how = worsening(other.before, other.after, other.regression)) {
      what = "is worse: " + *how;
    } else if (is_skip(other.before.verdict)) {
      what = "tells nothing: the base cannot be judged with it";
    } else if (is_skip(other.after.verdict)) {
      what = "tells nothing: the series cannot be judged with it";
    } else if (other.now_and_then) {
      what = "may be worse: " + *other.now_and_then;
    }
    out += fmt::format("- {} {} ({} on the base, {} with the series)\n", other.test, what,
                       passes_text(other.passes_before), passes_text(other.passes_after));
  }
  return out;
}

std::string patches_section(const Verification& verification) {
  std::string out;
  const auto& patches = verification.series.patches;
  for (size_t i = 0; i < patches.size(); ++i) {
    out += fmt::format("- {}: {}, by {}", patch_text(i + 1, patches.size()), patches[i].title,
                       patches[i].headers.author.empty() ? "an unnamed author" : patches[i].headers.author);
    if (i < verification.applied.size()) out += fmt::format(", as commit `{}`", verification.applied[i].id);
    out += "\n";
  }
  return out;
}

std::string kernel_line(const char* what, const TrialResult& result) {
  const auto* image = std::get_if<Image>(&result.build.result);
  if (image == nullptr) return {};
  return fmt::format("- kernel of the {}: {}, image `{}`, config `{}`\n", what, kernel_text(result),
                     image->digest, image->config_digest);
}

std::string base_line(const Verification& verification) {
  const TrialSource& base = verification.base;
  const std::string what =
      base.kind == SourceKind::revision
          ? fmt::format("commit `{}` ({})", base.commit.id, base.commit.subject)
          : fmt::format("a {}, its files as commit `{}`", text(base.kind), base.commit.id);
  const std::string line = verification.base_is_the_series_own
                               ? fmt::format("- base, as the series says: {}\n", what)
                               : fmt::format("- base: {}, {}\n", base.name, what);
  return line + fixup_lines(base);
}

}  // namespace

std::string verification_summary(const Verification& verification) {
  const Table table = table_of(verification);
  return fmt::format("\n{}verdict: {}\n{} in all\nreport: {}/report.md\n",
                     table.rows.empty() ? "" : aligned(table) + "\n", verdict_line(verification),
                     duration_text(verification.seconds), verification.folder);
}

std::string verification_markdown(const Verification& verification) {
  const TrialsHeader& header = verification.header;
  const Table table = table_of(verification);
  std::string out = fmt::format("# {}: {}\n\n", header.campaign.name, verdict_line(verification));
  if (!table.rows.empty()) out += markdown(table) + "\n";
  if (!verification.others.empty())
    out += "## Other tests, the whole series against the base\n\n" + others_section(verification) + "\n";
  out += "## What was tested\n\n" + base_line(verification) + patches_section(verification);
  if (verification.before) out += kernel_line("base", *verification.before);
  if (!verification.after.empty()) out += kernel_line("last patch", verification.after.back());
  out += fmt::format("- guest test: {} in the image `{}`, {}\n- config profile: {} ({}), digest `{}`\n",
                     header.campaign.test, header.initramfs_digests.at(header.campaign.test),
                     symptom_text(header.campaign.symptom), header.campaign.profile, header.campaign.arch,
                     header.profile_digest);
  out += machine_lines(header.machine, verification.before ? acceleration_of({*verification.before}) : "");
  return out + begun_line(header, verification.seconds);
}

}  // namespace kbisect
