#include "report/explain_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/overloaded.hpp"
#include "report/boots_text.hpp"
#include "report/machine_lines.hpp"
#include "report/table.hpp"
#include "report/tested_lines.hpp"

namespace kbisect {
namespace {

// Mitigations that work come first, then those that do not, then those that could not be judged.
std::vector<const Mitigation*> in_order(const Explanation& explanation) {
  std::vector<const Mitigation*> rows;
  for (const Mitigation& one : explanation.mitigations) rows.push_back(&one);
  const auto rank = [](const Mitigation* one) {
    return std::holds_alternative<Good>(one->verdict) ? 0 : is_skip(one->verdict) ? 2 : 1;
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto* one, const auto* other) { return rank(one) < rank(other); });
  return rows;
}

std::string boots_cell(const Mitigation& one) {
  std::string text = boots_text(one.boots, one.not_judged);
  if (std::holds_alternative<OfTheRun>(one.tried_in)) text += ", in the run's proof";
  return text;
}

std::string build_text(const Mitigation& one) {
  if (one.build_seconds) return duration_text(*one.build_seconds);
  const bool needs_kernel =
      std::holds_alternative<ConfigWay>(one.way) || std::holds_alternative<RevertWay>(one.way);
  return needs_kernel && !is_skip(one.verdict) ? "an earlier run's" : "-";
}

std::string origin_text(const Mitigation& one) {
  if (!one.origin) return "";
  const Origin& origin = *one.origin;
  switch (origin.nearness.relation) {
    case Relation::named:
      return "named by the culprit";
    case Relation::tested:
    case Relation::in_header:
      return origin.identifier.empty() ? origin.where
                                       : fmt::format("{}, near {}", origin.where, origin.identifier);
    case Relation::new_in_range:
      return fmt::format("new in {}", origin.where);
    case Relation::owns:
      return fmt::format("{} is built with it", origin.where);
  }
  return "";
}

std::string why_text(const Mitigation& one) {
  std::string why = detail(one.verdict);
  if (!one.side_effects.empty())
    why += fmt::format("{}side effects: {}", why.empty() ? "" : "; ", fmt::join(one.side_effects, "; "));
  return why;
}

// What it costs in security, in the words of those who wrote the switch: nothing else is known of it here.
std::string security_text(const Mitigation& one) {
  if (std::holds_alternative<UserlandWay>(one.way)) return "the kernel protects as before";
  const Description& described = one.described;
  std::string text =
      described.where.empty() ? "not documented"
      : described.security_words.empty()
          ? "none of the words looked for in " + described.where
          : fmt::format("\"{}\" in {}", fmt::join(described.security_words, "\", \""), described.where);
  if (described.is_default) text += "; the kernel's default";
  return text;
}

Table table_of(const Explanation& explanation) {
  Table table{.head = {"kind", "way", "verdict", "boots", "build", "security", "found by", "why"}};
  for (const Mitigation* one : in_order(explanation)) {
    table.rows.push_back({kind(one->way), text(one->way), term(one->verdict), boots_cell(*one),
                          build_text(*one), security_text(*one), origin_text(*one), why_text(*one)});
  }
  return table;
}

std::string headline(const Explanation& explanation) {
  if (explanation.trials.empty()) return "nothing tested yet";
  const Verdict& as_is = explanation.trials.front().verdict;
  if (std::holds_alternative<Good>(as_is)) {
    return fmt::format("the bad end {} is good with this config profile: there is no bug to avoid",
                       explanation.bad.short_id());
  }
  if (is_skip(as_is)) {
    return fmt::format("the bad end {} could not be judged: {}", explanation.bad.short_id(), detail(as_is));
  }
  if (!explanation.ended) return "not finished yet";
  const auto& all = explanation.mitigations;
  const auto turning = std::count_if(all.begin(), all.end(), is_switch_that_turns);
  if (turning == 0) return "none of the switches tried avoids the bug";
  return fmt::format("{} of the switches tried avoid{} the bug", turning, turning == 1 ? "s" : "");
}

// --- the cost of each kind of mitigation, stated only from what was found ---

std::string cost_of(const Mitigation& one) {
  return std::visit(
      Overloaded{
          [&](const BootWay&) {
            const std::string where =
                one.described.where.empty()
                    ? fmt::format("declared in {}, not described in Documentation/admin-guide",
                                  one.origin ? one.origin->where : "")
                    : "described in " + one.described.where;
            return fmt::format(
                "affects the whole guest from that boot on, and is up to whoever sets its command line; {}",
                where);
          },
          [&](const ConfigWay&) {
            return fmt::format("affects every guest of a kernel built this way; its help text is in {}",
                               one.described.where);
          },
          [](const RevertWay& way) {
            return fmt::format("undoes everything that the commit does, wanted or not, in {} file{}: {}",
                               way.files.size(), way.files.size() == 1 ? "" : "s",
                               fmt::join(way.files, ", "));
          },
          [](const UserlandWay&) {
            return std::string("the kernel is left as it is; programs that do it another way still fail");
          }},
      one.way);
}

std::string costs_section(const Explanation& explanation) {
  std::string out;
  for (const Mitigation* one : in_order(explanation)) {
    if (std::holds_alternative<Good>(one->verdict))
      out += fmt::format("- {}: {}\n", text(one->way), cost_of(*one));
  }
  if (out.empty()) return "";
  return "\n## What they cost\n\n" + out +
         "\nThe words on security are those of the kernel's own text on each switch, which says what it "
         "protects "
         "from and when: read it before you give that up.\n";
}

std::string left_out_section(const Explanation& explanation) {
  if (explanation.left_out.empty()) return "";
  std::vector<std::string> reasons;
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const LeftOut& one : explanation.left_out) {
    auto& those = by_reason[one.why];
    if (those.empty()) reasons.push_back(one.why);
    those.push_back(fmt::format("{} ({})", one.what, one.where));
  }
  std::string out = "\n## Not tried\n\n";
  for (const std::string& reason : reasons)
    out += fmt::format("- {}: {}\n", reason, fmt::join(by_reason[reason], ", "));
  return out;
}

std::string tested_section(const Explanation& explanation) {
  const TrialsHeader& header = explanation.header;
  std::string out = fmt::format(
      "\n## What was tested\n\n- run: {}\n- culprit: `{}` ({})\n- bad end: `{}`, with the config profile {} "
      "({}), digest "
      "`{}`\n",
      explanation.run, explanation.culprit.id, explanation.culprit.subject, explanation.bad.id,
      header.campaign.profile, header.campaign.arch, header.profile_digest);
  if (!explanation.trials.empty()) out += fixup_lines(explanation.trials.front().trial.source);
  out += fmt::format(
      "- searched for what the culprit changes: {}, in {} files that this kernel is built from; tried: the "
      "nearest {} boot parameters and as many symbols\n",
      explanation.identifiers.empty() ? "only its files, because its hunks name nothing rare"
                                      : fmt::format("{}", fmt::join(explanation.identifiers, ", ")),
      explanation.files, explanation.most_candidates);
  for (const auto& [test, digest] : header.initramfs_digests)
    out += fmt::format("- guest test: {}, in the image `{}`\n", test, digest);
  out += fmt::format("- {}\n", symptom_text(header.campaign.symptom));
  out += machine_lines(header.machine, acceleration_of(explanation.trials));
  return out + begun_line(header, explanation.seconds);
}

std::string as_is_text(const Explanation& explanation) {
  if (explanation.trials.empty()) return "";
  const TrialResult& as_is = explanation.trials.front();
  const std::string built =
      as_is.build.reused
          ? "kernel from an earlier run"
          : "built in " + duration_text(as_is.build.configure_seconds + as_is.build.make_seconds);
  return fmt::format("As it is: {}, {}.\n", described(as_is.verdict), built);
}

}  // namespace

std::string explain_summary(const Explanation& explanation) {
  std::string out = "\n" + headline(explanation) + "\n";
  if (!explanation.mitigations.empty()) out += "\n" + aligned(table_of(explanation));
  if (!explanation.left_out.empty())
    out += fmt::format("\n{} more were not tried; the report says why\n", explanation.left_out.size());
  return out + fmt::format("\n{} in all\nreport: {}/report.md\n", duration_text(explanation.seconds),
                           explanation.folder);
}

std::string explain_markdown(const Explanation& explanation) {
  std::string out = fmt::format("# {}: what avoids the bug of {} (\"{}\")\n\n{}\n\n{}",
                                explanation.header.campaign.name, explanation.culprit.short_id(),
                                explanation.culprit.subject, headline(explanation), as_is_text(explanation));
  if (!explanation.mitigations.empty()) out += "\n" + markdown(table_of(explanation));
  return out + costs_section(explanation) + left_out_section(explanation) + tested_section(explanation);
}

}  // namespace kbisect
