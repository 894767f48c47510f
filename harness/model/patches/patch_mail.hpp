// Patches the way they are sent: one mail, or an mbox of them (RFC 5322, RFC 2047, mbox(5);
// git-format-patch(1), "[PATCH v2 1/3]"), and diffs without any mail. Whoever sends them may write anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// Headers of a mail, each unfolded to one line and without control characters; empty where the mail has none.
struct MailHeaders {
  // --- to be read: encoded words (RFC 2047) are decoded ---
  std::string subject;  // "[PATCH v2 1/3] block: ..."
  std::string author;   // of From
  // --- to be sent again: as they came, because a decoded name may contain a comma or an address ---
  std::string sent_subject;
  std::string from;
  std::string to;
  std::string cc;
  std::string message_id;  // with its < >
  bool operator==(const MailHeaders&) const = default;
};

struct PatchMail {
  std::string text;      // as git am takes it: without the line that an mbox has before each
  bool is_mail = false;  // it has a sender; else it is a diff, with whatever stands before it
  MailHeaders headers;
  std::string body;  // decoded; what git am looks for a diff in
};

// An author as git has it, "Doe, John <j@b.c>", for a header: a name with characters that have a meaning
// there is quoted (RFC 5322, 3.2.4).
std::string header_address(const std::string& author);

// The mails of an mbox, or one mail or diff.
std::vector<PatchMail> read_mails(std::string_view bytes);

// What a subject says in brackets before its title.
struct PatchTag {
  bool is_reply = false;  // "Re: ..."
  int version = 1;
  std::optional<int> number;  // of [PATCH number/total]; 0 is the cover letter
  int total = 0;              // without a number 0
  std::string title;
};
PatchTag read_tag(const std::string& subject);

// --- what is in a body ---

bool has_diff(std::string_view body);
// Whether a diff in it changes a file that is no text.
bool has_binary_diff(std::string_view body);
// The full id behind "base-commit:" (git-format-patch(1), "BASE TREE INFORMATION"), else empty.
std::string base_commit_of(std::string_view body);
// Whether the base is that commit with other patches on it, which "prerequisite-patch-id:" names.
bool has_prerequisites(std::string_view body);

}  // namespace kbisect
