// Mails from strangers: one mail, an mbox, or a diff.
#include "model/patches/patch_series.hpp"

#include "support/fuzz.hpp"

using namespace kbisect;

namespace {

bool is_one_line(const std::string& text) {
  for (const char c : text) {
    if ((c >= 0 && c < ' ') || c == 0x7f) return false;
  }
  return true;
}

void check_headers(const MailHeaders& headers) {
  for (const std::string* value : {&headers.subject, &headers.author, &headers.sent_subject, &headers.from,
                                   &headers.to, &headers.cc, &headers.message_id})
    must(is_one_line(*value), "a header is one line without control characters");
}

}  // namespace

void fuzz_one(std::string_view input) {
  size_t bytes = 0;
  for (const PatchMail& mail : read_mails(input)) {
    check_headers(mail.headers);
    bytes += mail.text.size();
    must(input.find(mail.text) != std::string_view::npos, "a mail is a piece of what was sent");
    const PatchTag tag = read_tag(mail.headers.subject);
    must(tag.number.value_or(0) >= 0 && tag.total >= 0 && tag.version >= 0, "numbers are none below zero");
  }
  must(bytes <= input.size(), "nothing is there twice");
  const auto series = series_of({{"any", std::string(input)}});
  if (!series) {
    must(!series.error().message.empty() && is_one_line(series.error().message), "a refusal is one line");
    return;
  }
  must(!series->patches.empty(), "a series has patches");
  must(series->base_commit.empty() || series->base_commit.size() == 40, "a base is an id");
  for (const SeriesPatch& patch : series->patches) {
    check_headers(patch.headers);
    must(is_one_line(patch.title) && !patch.title.empty(), "a title is one line");
  }
}
