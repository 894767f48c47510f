#include "model/patches/patch_mail.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

const std::string diff =
    "---\n f | 2 +-\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39.5\n\n";

std::string mail(const std::string& subject, const std::string& rest = {}) {
  return "From: A U Thor <author@example.com>\nDate: Tue, 14 Nov 2023 22:13:20 +0000\nSubject: " + subject +
         "\n" + rest + "\nWhy.\n\n" + diff;
}

const std::string postmark = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n";

}  // namespace

TEST_CASE("an mbox is its mails, a file without a postmark is one", "[patch_mail]") {
  const std::string one = mail("[PATCH 1/2] one");
  const std::string two = mail("[PATCH 2/2] two");
  const auto mbox = read_mails(postmark + one + postmark + two);
  REQUIRE(mbox.size() == 2);
  CHECK(mbox[0].text == one);
  CHECK(mbox[1].text == two);
  // b4's postmark, and one of a mail server.
  CHECK(read_mails("From git@z Thu Jan  1 00:00:00 1970\n" + one).at(0).text == one);
  CHECK(read_mails("From a@b.c Tue Nov 14 22:13:20 2023 +0100\n" + one).at(0).text == one);
  CHECK(read_mails(one).at(0).text == one);
  CHECK(read_mails("").size() == 1);
  // A sentence is no postmark.
  const std::string prose = mail("[PATCH] one", "\nFrom here on nothing is: locked 2001 times\n");
  CHECK(read_mails(postmark + prose).size() == 1);
}

TEST_CASE("headers are unfolded, decoded and without control characters", "[patch_mail]") {
  const auto read = [](const std::string& text) { return read_mails(text).at(0); };
  const PatchMail folded = read(
      "from: =?UTF-8?q?J=C3=BCrgen?= <j@example.com>\nTo: a@example.com,\n\tb@example.com\n"
      "Message-ID: <1@example.com>\nSubject: =?utf-8?B?W1BBVENIIDEvMl0=?=\n =?utf-8?Q?_a_title?=\n\n" +
      diff);
  CHECK(folded.is_mail);
  CHECK(folded.headers == MailHeaders{.subject = "[PATCH 1/2] a title",
                                      .author = "J\xc3\xbcrgen <j@example.com>",
                                      .sent_subject = "=?utf-8?B?W1BBVENIIDEvMl0=?= =?utf-8?Q?_a_title?=",
                                      .from = "=?UTF-8?q?J=C3=BCrgen?= <j@example.com>",
                                      .to = "a@example.com, b@example.com",
                                      .message_id = "<1@example.com>"});
  CHECK(read(mail("a\x1b[2Jb =?utf-8?q?=1b[2J=0aBcc:_c?=")).headers.subject == "a?[2Jb ?[2J?Bcc: c");
  // What is not UTF-8 stays as it was sent, as does what only looks encoded.
  CHECK(read(mail("=?koi8-r?q?=41?= =?x")).headers.subject == "=?koi8-r?q?=41?= =?x");
  const PatchMail carriage = read("From: a <a@b.c>\r\nSubject: s\r\n\r\ndiff --git a/f b/f\r\n");
  CHECK(carriage.headers.subject == "s");
  CHECK(has_diff(carriage.body));
}

TEST_CASE("an author becomes one address of a header", "[patch_mail]") {
  CHECK(header_address("A U Thor <a@b.c>") == "A U Thor <a@b.c>");
  CHECK(header_address("Doe, John <j@b.c>") == "\"Doe, John\" <j@b.c>");
  CHECK(header_address("J. \"x\" <y@z> <j@b.c>") == "\"J. \\\"x\\\" <y@z>\" <j@b.c>");
  CHECK(header_address("nobody") == "nobody");
}

TEST_CASE("a diff without a sender is no mail", "[patch_mail]") {
  for (const std::string& text : {diff, "commit 0123\nAuthor: A <a@b.c>\n\n" + diff, "Subject: s\n\n" + diff,
                                  std::string("\n\n") + mail("[PATCH] s")}) {
    INFO(text);
    const PatchMail read = read_mails(text).at(0);
    CHECK_FALSE(read.is_mail);
    CHECK(read.headers == MailHeaders{});
    CHECK(has_diff(read.body));
  }
}

TEST_CASE("a body is what git am looks at, decoded", "[patch_mail]") {
  const auto body = [](const std::string& encoding, const std::string& text) {
    return read_mails("From: a <a@b.c>\nContent-Transfer-Encoding: " + encoding + "\n\n" + text).at(0).body;
  };
  CHECK(body("8bit", "a=3D\n") == "a=3D\n");
  CHECK(body("Quoted-Printable", "a=3D\n") == "a=\n");
  CHECK(has_diff(body("base64", "ZGlmZiAtLWdpdCBhL2YgYi9mCg==")));
}

TEST_CASE("of a mail in several parts the body is all of them", "[patch_mail]") {
  const auto body = [](const std::string& type, const std::string& text) {
    return read_mails("From: a <a@b.c>\nContent-Type: " + type + "\n\n" + text).at(0).body;
  };
  const std::string attached =
      "--=-x\nContent-Type: text/plain\n\nSee below.\n"
      "--=-x\nContent-Type: text/x-patch; name=\"f.patch\"\nContent-Transfer-Encoding: base64\n\n"
      "ZGlmZiAtLWdpdCBhL2YgYi9mCg==\n--=-x--\nbehind\n";
  const std::string whole = "See below.\ndiff --git a/f b/f\n";
  CHECK(body("multipart/mixed; boundary=\"=-x\"", "for no reader\n" + attached) == whole);
  CHECK(body("Multipart/Mixed;\n Boundary==-x; charset=utf-8", attached) == whole);
  CHECK(body("multipart/signed; boundary=o", "--o\nContent-Type: multipart/mixed; boundary=\"=-x\"\n\n" +
                                                 attached + "--o\n\nsignature\n") == whole + "signature\n");
  // Cut off, without a boundary, and no parts at all.
  CHECK(body("multipart/mixed; boundary=o", "--o\n\na\n") == "a\n");
  CHECK(body("multipart/mixed", "--o\n\na\n") == "--o\n\na\n");
  CHECK(body("multipart/mixed; boundary=\"\"", "a\n") == "a\n");
  CHECK(body("text/plain; boundary=o", "--o\n\na\n") == "--o\n\na\n");
  CHECK(body("multipart/mixed; boundary=o", "").empty());
}

TEST_CASE("only a diff changes a file that is no text", "[patch_mail]") {
  const std::string words = "Binary files a/x and b/x differ\nGIT binary patch\n";
  CHECK_FALSE(has_binary_diff("It says\n" + words + diff));
  CHECK(has_binary_diff("diff --git a/x b/x\nGIT binary patch\n"));
  CHECK(has_binary_diff("diff --git a/x b/x\nBinary files a/x and b/x differ\n"));
  CHECK(has_binary_diff("diff -ru a/x b/x\nBinary files a/x and b/x differ\n"));
}

TEST_CASE("what the brackets of a subject say", "[patch_mail]") {
  struct Row {
    const char* subject;
    bool is_reply;
    int version;
    std::optional<int> number;
    int total;
    const char* title;
  };
  const Row rows[] = {{"[PATCH] a: b", false, 1, {}, 0, "a: b"},
                      {"[PATCH 0/3] a", false, 1, 0, 3, "a"},
                      {"[PATCH v12 02/10] a [b]", false, 12, 2, 10, "a [b]"},
                      {"[RFC,net-next,v3,2/3] a", false, 3, 2, 3, "a"},
                      {"[RFC] [PATCH v2 1/2]a", false, 2, 1, 2, "a"},
                      {"Re: [PATCH 1/2] a", true, 1, 1, 2, "a"},
                      {"RE: re: a", true, 1, {}, 0, "a"},
                      {"[PATCH -1/2 1/x /2 v 99999/3] a", false, 1, {}, 0, "a"},
                      {"[PATCH 1/2", false, 1, {}, 0, "[PATCH 1/2"},
                      {"", false, 1, {}, 0, ""}};
  for (const Row& row : rows) {
    INFO(row.subject);
    const PatchTag tag = read_tag(row.subject);
    CHECK(tag.is_reply == row.is_reply);
    CHECK(tag.version == row.version);
    CHECK(tag.number == row.number);
    CHECK(tag.total == row.total);
    CHECK(tag.title == row.title);
  }
}

TEST_CASE("what is in a body", "[patch_mail]") {
  CHECK(has_diff("--- a/f\n+++ b/f\n"));
  CHECK_FALSE(has_diff("---\n f | 2 +-\n--- a\n> diff --git a/f b/f\n"));
  CHECK(has_binary_diff("diff --git a/f b/f\nGIT binary patch\nliteral 1\n"));
  CHECK_FALSE(has_binary_diff("+GIT binary patch\n"));
  const std::string id(40, 'a');
  CHECK(base_commit_of("x\nbase-commit: " + id + "\n-- \n") == id);
  for (const char* other : {"base-commit: ../../etc", "base-commit: v6.12",
                            "base-commit: ", " base-commit: a", "prerequisite-patch-id: a"})
    CHECK(base_commit_of(other).empty());
  CHECK(base_commit_of("base-commit: " + id + "0\n").empty());
}
