#include "report/series_reply.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "model/certificate.hpp"
#include "model/printable.hpp"
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

std::string headers_text(const MailHeaders& to, const std::string& title) {
  std::string out;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}: {}\n", name, value);
  };
  const bool has_answers = to.subject.substr(0, 3) == "Re:";
  add("To", to.from);
  add("Cc", to.to.empty() || to.cc.empty() ? to.to + to.cc : to.to + ", " + to.cc);
  add("Subject", fmt::format("{}{}", has_answers ? "" : "Re: ", to.subject.empty() ? title : to.subject));
  add("In-Reply-To", to.message_id);
  add("References", to.message_id);
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

std::string boots_line(const char* when, const TrialResult& result) {
  const Tally tally = tally_of(result.runs);
  const std::string seen = detail(result.verdict);
  return fmt::format("  {}: {} of {} boots failed{}\n", when, tally.failed, tally.failed + tally.passed,
                     seen.empty() ? "" : ": " + seen);
}

std::string what_text(const Verification& verification) {
  const size_t patches = verification.series.patches.size();
  return patches == 1 ? "this patch" : fmt::format("these {} patches", patches);
}

std::string tested_text(const Verification& verification) {
  const std::string symptom = text(verification.header.campaign.symptom.hunted);
  std::string text =
      wrapped(fmt::format("I have tested {} {}.", what_text(verification), where_text(verification)));
  text += "\n" + wrapped(fmt::format("What is looked for, with the guest test {}: {}.",
                                     verification.header.campaign.test, symptom));
  if (verification.before) {
    text += "\n" + boots_line("before", *verification.before);
    if (!verification.after.empty()) text += boots_line(" after", verification.after.back());
  }
  return text;
}

}  // namespace

std::optional<std::string> series_reply(const Verification& verification,
                                        const std::optional<std::string>& user) {
  const SeriesOutcome& outcome = verification.outcome.value();
  if (std::holds_alternative<NotJudged>(outcome)) return std::nullopt;
  const SeriesPatch& last = verification.series.patches.back();
  std::string mail = headers_text(answered(verification), last.title) + "\n" + tested_text(verification);
  if (!std::holds_alternative<Fixes>(outcome)) {
    const int blamed = patch_of(outcome);
    if (blamed > 0) {
      const SeriesPatch& patch = verification.series.patches[static_cast<size_t>(blamed) - 1];
      mail += "\n" + wrapped(fmt::format("It is \"{}\" that fails:", patch.title));
    }
    return mail + "\n  " + text(outcome, verification.series.patches.size()) + "\n";
  }
  const std::string others = verification.others.empty() ? "" : " Nothing else that was tested got worse.";
  mail += "\n" + wrapped("The symptom is gone, and each patch builds." + others);
  if (user) mail += fmt::format("\nTested-by: {}\n", without_controls(*user));
  return mail;
}

}  // namespace kbisect
