#include "report/series_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "model/printable.hpp"
#include "model/search/certificate.hpp"
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

const MailHeaders& answered(const Verification& verification) {
  const PatchSeries& series = verification.series;
  if (const int patch = patch_of(*verification.outcome); patch > 0)
    return series.patches[static_cast<size_t>(patch) - 1].headers;
  return series.cover ? *series.cover : series.patches.front().headers;
}

std::string headers_text(const MailHeaders& to, const std::string& title, const std::string& body) {
  std::string out;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}: {}\n", name, value);
  };
  const bool has_answers = to.subject.substr(0, 3) == "Re:";
  add("To", to.from);
  add("Cc", to.to.empty() || to.cc.empty() ? to.to + to.cc : to.to + ", " + to.cc);
  add("Subject",
      fmt::format("{}{}", has_answers ? "" : "Re: ", to.sent_subject.empty() ? title : to.sent_subject));
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

// Where a folder or a tarball lies is nobody else's business.
std::string base_text(const Verification& verification) {
  const TrialSource& base = verification.base;
  if (base.kind == SourceKind::revision)
    return fmt::format("{} (\"{}\")", base.commit.short_id(), base.commit.subject);
  const std::filesystem::path path = std::filesystem::path(base.name).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename();
}

// "on 0123456789ab ("Linux 6.12"): 6.12.1, x86_64 in QEMU (tcg), config profile small, gcc 12.2.0; ..."
std::string where_text(const Verification& verification) {
  const TrialsHeader& header = verification.header;
  std::string text = fmt::format("on {}: ", base_text(verification));
  if (verification.before && !verification.before->runs.empty()) {
    text += fmt::format("{}, {} in QEMU ({}), ", kernel_text(*verification.before), header.campaign.arch,
                        verification.before->runs.front().acceleration);
  }
  return text + fmt::format("config profile {}, {}", header.campaign.profile, header.machine.toolchain.text);
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

}  // namespace

std::optional<std::string> series_reply(const Verification& verification,
                                        const std::optional<std::string>& user) {
  const SeriesOutcome& outcome = verification.outcome.value();
  if (std::holds_alternative<NotJudged>(outcome)) return std::nullopt;
  const SeriesPatch& last = verification.series.patches.back();
  std::string mail = tested_text(verification);
  if (!std::holds_alternative<Fixes>(outcome)) {
    const int blamed = patch_of(outcome);
    if (blamed > 0) {
      const SeriesPatch& patch = verification.series.patches[static_cast<size_t>(blamed) - 1];
      mail += "\n" + wrapped(fmt::format("The failing patch is \"{}\":", patch.title));
    }
    mail += "\n  " + text(outcome, verification.series.patches.size()) + "\n";
    return headers_text(answered(verification), last.title, mail) + "\n" + mail;
  }
  const std::string others = verification.others.empty() ? "" : " Nothing else that was tested got worse.";
  mail += "\n" + wrapped("The symptom is gone, and each patch builds." + others);
  if (user) mail += fmt::format("\nTested-by: {}\n", without_controls(*user));
  return headers_text(answered(verification), last.title, mail) + "\n" + mail;
}

}  // namespace kbisect
