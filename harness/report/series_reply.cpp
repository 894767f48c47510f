#include "report/series_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "model/printable.hpp"
#include "model/search/own_boots.hpp"
#include "report/trial_cells.hpp"

namespace kbisect {
namespace {

// As mails to the lists are written.
constexpr size_t width = 72;

std::string wrapped(const std::string& text) {
  std::istringstream words(text);
  std::string out;
  size_t column = 0;
  for (std::string word; words >> word;) {
    if (column > 0 && column + 1 + word.size() > width) {
      out += "\n";
      column = 0;
    }
    if (column > 0) out += " ";
    out += word;
    column += word.size() + (column > 0 ? 1 : 0);
  }
  return out + "\n";
}

// The mail that is answered: of the patch that fails, else the first of the series.
struct Answered {
  const MailHeaders& to;
  std::string title;  // for a subject where there was no mail
};

Answered answered(const Verification& verification) {
  const PatchSeries& series = verification.series;
  const int blamed = patch_of(*verification.outcome);
  if (blamed == 0 && series.cover) return {*series.cover, {}};
  const SeriesPatch& patch = series.patches[blamed > 0 ? static_cast<size_t>(blamed) - 1 : 0];
  return {patch.headers, patch.title};
}

std::string headers_text(const Answered& mail, const std::string& body) {
  const MailHeaders& to = mail.to;
  std::string out;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}: {}\n", name, value);
  };
  const bool has_answers = to.subject.substr(0, 3) == "Re:";
  add("To", to.from);
  add("Cc", to.to.empty() || to.cc.empty() ? to.to + to.cc : to.to + ", " + to.cc);
  add("Subject",
      fmt::format("{}{}", has_answers ? "" : "Re: ", to.sent_subject.empty() ? mail.title : to.sent_subject));
  add("In-Reply-To", to.message_id);
  add("References", to.message_id);
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  };
  if (!is_ascii(out + body)) {
    add("MIME-Version", "1.0");
    add("Content-Type", "text/plain; charset=UTF-8");
    add("Content-Transfer-Encoding", "8bit");
  }
  return out;
}

// Where something lies on this machine is nobody else's business.
std::string last_part(const std::string& path) {
  const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).filename();
}

std::string base_text(const Verification& verification) {
  const TrialSource& base = verification.base;
  if (base.kind == SourceKind::revision)
    return fmt::format("{} (\"{}\")", base.commit.short_id(), base.commit.subject);
  return last_part(base.name);
}

// "on 0123456789ab ("Linux 6.12"): 6.12.1, x86_64 in QEMU (tcg), config profile small, gcc 12.2.0; ..."
std::string where_text(const Verification& verification) {
  const TrialsHeader& header = verification.header;
  std::string text = fmt::format("on {}: ", base_text(verification));
  if (verification.before && !verification.before->runs.empty()) {
    text += fmt::format("{}, {} in QEMU ({}), ", kernel_text(*verification.before), header.campaign.arch,
                        verification.before->runs.front().acceleration);
  }
  text +=
      fmt::format("config profile {}, {}", last_part(header.campaign.profile), header.machine.toolchain.text);
  // A branch may contain what its base needs as a fix-up.
  const auto& after =
      verification.after.empty() ? verification.base.fixups : verification.after.back().trial.source.fixups;
  for (const NamedPatch& fixup : verification.base.fixups) {
    const bool is_in_both = std::find(after.begin(), after.end(), fixup) != after.end();
    text += fmt::format("; with {} applied besides, {}", fixup.name,
                        is_in_both ? "before and after" : "before: the series contains it");
  }
  return text;
}

// Nothing of a kernel that was not booted: the outcome says why.
std::string boots_line(const char* when, const TrialResult& result) {
  if (result.runs.empty()) return {};
  const Tally tally = tally_of(result.runs);
  const int judged = tally.failed + tally.passed;
  const int others = static_cast<int>(result.runs.size()) - judged;
  const std::string seen = detail(result.verdict);
  return fmt::format("  {}: {} of {} boots failed{}{}\n", when, tally.failed, judged,
                     others == 0 ? "" : fmt::format(", {} more could not be judged", others),
                     seen.empty() ? "" : ": " + seen);
}

std::string what_text(const Verification& verification) {
  const size_t patches = verification.series.patches.size();
  return patches == 1 ? "this patch" : fmt::format("these {} patches", patches);
}

std::string tested_text(const Verification& verification) {
  if (verification.not_applied) {
    return wrapped(
        fmt::format("I have tried to apply {} to {}.", what_text(verification), base_text(verification)));
  }
  const Campaign& campaign = verification.header.campaign;
  std::string text =
      wrapped(fmt::format("I have tested {} {}.", what_text(verification), where_text(verification)));
  text += "\n" + wrapped(fmt::format("The symptom looked for, with the guest test {}: {}.",
                                     short_test_name(campaign.test), kbisect::text(campaign.symptom.hunted)));
  const std::string boots =
      (verification.before ? boots_line("before", *verification.before) : "") +
      (verification.after.empty() ? "" : boots_line(" after", verification.after.back()));
  return boots.empty() ? text : text + "\n" + boots;
}

// Says nothing if no other test could be judged.
std::string others_text(const Verification& verification) {
  const auto& others = verification.others;
  const bool any = std::any_of(others.begin(), others.end(), [](const OtherTest& other) {
    return !is_skip(other.before.verdict) && !is_skip(other.after.verdict);
  });
  return any ? " Nothing else that was tested got worse." : "";
}

}  // namespace

std::optional<std::string> series_reply(const Verification& verification,
                                        const std::optional<std::string>& user) {
  const SeriesOutcome& outcome = verification.outcome.value();
  if (std::holds_alternative<NotJudged>(outcome)) return std::nullopt;
  std::string mail = tested_text(verification);
  if (!std::holds_alternative<Fixes>(outcome)) {
    const int blamed = patch_of(outcome);
    if (blamed > 0) {
      const SeriesPatch& patch = verification.series.patches[static_cast<size_t>(blamed) - 1];
      mail += "\n" + wrapped(fmt::format("The failing patch is \"{}\":", patch.title));
    }
    mail += "\n  " + text(outcome, verification.series.patches.size()) + "\n";
    return headers_text(answered(verification), mail) + "\n" + mail;
  }
  mail += "\n" + wrapped("The symptom is gone, and each patch builds." + others_text(verification));
  if (user) mail += fmt::format("\nTested-by: {}\n", without_controls(*user));
  return headers_text(answered(verification), mail) + "\n" + mail;
}

}  // namespace kbisect
