#include "model/patches/patch_mail.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "model/patches/mime.hpp"
#include "model/patches/transfer_encoding.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

// WSP of RFC 5322.
constexpr std::string_view white_space = " \t";

// "From 0123abc Mon Sep 17 00:00:00 2001", which mbox(5) has before each mail. A sentence that begins with
// "From" has no time of day before a year.
bool is_postmark(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  const size_t colon = line.rfind(':');
  if (colon == std::string_view::npos || colon + 2 >= line.size() || !is_digit(line[colon - 1])) return false;
  const std::string_view rest = line.substr(colon + 1);
  const size_t year = rest.find(' ');
  return is_digit(rest[0]) && is_digit(rest[1]) && year != std::string_view::npos &&
         std::count_if(rest.begin() + static_cast<std::ptrdiff_t>(year), rest.end(), is_digit) >= 4;
}

// --- encoded words (RFC 2047): =?charset?q?text?= ---

struct EncodedWord {
  std::string text;
  size_t end = 0;  // behind it
};

std::optional<EncodedWord> encoded_word(std::string_view text, size_t at) {
  const size_t charset = text.find('?', at + 2);
  if (charset == std::string_view::npos || charset + 2 >= text.size() || text[charset + 2] != '?')
    return std::nullopt;
  const size_t end = text.find("?=", charset + 3);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string name = lower(text.substr(at + 2, charset - at - 2));
  const std::string_view bytes = text.substr(charset + 3, end - charset - 3);
  if (name != "utf-8" && name != "us-ascii") return std::nullopt;
  if (text[charset + 1] == 'b' || text[charset + 1] == 'B') return EncodedWord{decode_base64(bytes), end + 2};
  if (text[charset + 1] != 'q' && text[charset + 1] != 'Q') return std::nullopt;
  std::string spaced(bytes);
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  return EncodedWord{decode_quoted_printable(spaced), end + 2};
}

std::string decode_words(std::string_view text) {
  std::string result;
  size_t at = 0;
  while (at < text.size()) {
    const auto word = text.substr(at).starts_with("=?") ? encoded_word(text, at) : std::nullopt;
    if (!word) {
      result += text[at++];
      continue;
    }
    result += word->text;
    at = word->end;
    // The blanks between two of them are none of the text.
    const size_t next = text.find_first_not_of(white_space, at);
    if (next != std::string_view::npos && text.substr(next).starts_with("=?") && encoded_word(text, next))
      at = next;
  }
  return result;
}

// --- one mail ---

PatchMail read_mail(std::string_view text) {
  PatchMail mail{.text = std::string(text)};
  std::string_view body = text;
  const std::vector<MailHeader> headers = take_headers(body);
  mail.is_mail = !value_of(headers, "from").empty();
  if (!mail.is_mail) {
    mail.body = text;
    return mail;
  }
  const auto as_sent = [&](const char* name) { return without_controls(value_of(headers, name)); };
  const auto decoded = [&](const char* name) {
    return without_controls(decode_words(value_of(headers, name)));
  };
  mail.headers = {.subject = decoded("subject"),
                  .author = decoded("from"),
                  .sent_subject = as_sent("subject"),
                  .from = as_sent("from"),
                  .to = as_sent("to"),
                  .cc = as_sent("cc"),
                  .message_id = as_sent("message-id")};
  mail.body = decoded_body(headers, body);
  return mail;
}

template <class Is>
bool any_line(std::string_view text, Is is) {
  while (!text.empty()) {
    if (is(take_mail_line(text), text)) return true;
  }
  return false;
}

// `rest` is the text behind the line.
bool begins_diff(std::string_view line, std::string_view rest) {
  return line.starts_with("diff --git ") || (line.starts_with("--- ") && rest.starts_with("+++ "));
}

// A number of a few digits, as those of a series are.
std::optional<int> small_number(std::string_view text) {
  int number = 0;
  constexpr size_t most_digits = 4;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size() && is_digit(text[0]);
  return is_whole && text.size() <= most_digits ? std::optional(number) : std::nullopt;
}

// "v2", "1/3"; other words say nothing of the order.
void read_word(std::string_view word, PatchTag& tag) {
  if (word.size() > 1 && (word[0] == 'v' || word[0] == 'V')) {
    if (const auto version = small_number(word.substr(1))) tag.version = *version;
  }
  const size_t slash = word.find('/');
  if (slash == std::string_view::npos) return;
  const auto number = small_number(word.substr(0, slash));
  const auto total = small_number(word.substr(slash + 1));
  if (!number || !total) return;
  tag.number = number;
  tag.total = *total;
}

}  // namespace

std::string header_address(const std::string& author) {
  constexpr std::string_view specials = "()<>[]:;@\\,.\"";
  const size_t end = author.rfind(" <");
  if (end == std::string::npos || author.substr(0, end).find_first_of(specials) == std::string::npos)
    return author;
  std::string quoted = "\"";
  for (const char c : author.substr(0, end)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"" + author.substr(end);
}

std::vector<PatchMail> read_mails(std::string_view bytes) {
  std::string_view rest = bytes;
  if (!is_postmark(take_mail_line(rest))) return {read_mail(bytes)};
  std::vector<PatchMail> mails;
  std::string_view mail = rest;
  while (true) {
    const std::string_view before = rest;
    const bool is_end = rest.empty();
    if (is_end || is_postmark(take_mail_line(rest))) {
      mails.push_back(read_mail(mail.substr(0, mail.size() - before.size())));
      mail = rest;
    }
    if (is_end) return mails;
  }
}

PatchTag read_tag(const std::string& subject) {
  PatchTag tag;
  std::string_view text = trimmed(subject);
  while (lower(text.substr(0, 3)) == "re:") {
    tag.is_reply = true;
    text = trimmed(text.substr(3));
  }
  while (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) break;
    std::string_view inside = text.substr(1, end - 1);
    while (!inside.empty()) {
      const size_t blank = inside.find_first_of(" \t,");
      read_word(inside.substr(0, blank), tag);
      inside.remove_prefix(blank == std::string_view::npos ? inside.size() : blank + 1);
    }
    text = trimmed(text.substr(end + 1));
  }
  tag.title = text;
  return tag;
}

bool has_diff(std::string_view body) {
  return any_line(body, begins_diff);
}

bool has_binary_diff(std::string_view body) {
  bool is_in_diff = false;
  return any_line(body, [&](std::string_view line, std::string_view rest) {
    // What stands before may speak of such a diff.
    is_in_diff = is_in_diff || line.starts_with("diff ") || begins_diff(line, rest);
    return is_in_diff &&
           (line == "GIT binary patch" || (line.starts_with("Binary files ") && line.ends_with(" differ")));
  });
}

std::string base_commit_of(std::string_view body) {
  constexpr std::string_view trailer = "base-commit: ";
  constexpr size_t id_length = 40;
  std::string id;
  any_line(body, [&](std::string_view line, std::string_view) {
    if (!line.starts_with(trailer)) return false;
    const std::string_view value = trimmed(line.substr(trailer.size()));
    // Whatever else stands there could name a file.
    const bool is_id = value.size() == id_length && std::all_of(value.begin(), value.end(), [](char c) {
                         return is_digit(c) || (c >= 'a' && c <= 'f');
                       });
    if (is_id) id = value;
    return is_id;
  });
  return id;
}

bool has_prerequisites(std::string_view body) {
  return any_line(body, [](std::string_view line, std::string_view) {
    return line.starts_with("prerequisite-patch-id: ");
  });
}

}  // namespace kbisect
