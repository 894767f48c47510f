#include "report/series_reply.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

Verification verification(const SeriesOutcome& outcome) {
  Verification all{.outcome = outcome};
  all.header.campaign.arch = "x86_64";
  all.header.campaign.test = "mount";
  all.base.commit = {.id = std::string(40, 'a'), .subject = "Linux 6.12"};
  const Run run{
      .verdict = Bad{.signature = "mount gives EBUSY"}, .kernel_release = "6.12.1", .acceleration = "tcg"};
  all.before = TrialResult{.build = {.result = Image{}}, .runs = {run, run}, .verdict = run.verdict};
  for (int i = 1; i <= 2; ++i) {
    const std::string number = std::to_string(i);
    all.series.patches.push_back({.title = "part " + number,
                                  .headers = {.sent_subject = "[PATCH " + number + "/2] part " + number,
                                              .from = "A <a@b.c>",
                                              .to = "list@b.c",
                                              .cc = "other@b.c",
                                              .message_id = "<" + number + "@b.c>"}});
  }
  return all;
}

const std::string user = "T E Ster <t@b.c>";

}  // namespace

TEST_CASE("the first patch is answered, or the cover letter, with who has tested it", "[series_reply]") {
  Verification all = verification(Fixes{2});
  const std::string mail = series_reply(all, user).value();
  CHECK(
      mail.starts_with("To: A <a@b.c>\nCc: list@b.c, other@b.c\nSubject: Re: [PATCH 1/2] part 1\n"
                       "In-Reply-To: <1@b.c>\nReferences: <1@b.c>\n\nI have tested these 2 patches on"));
  CHECK_THAT(mail, contains("aaaaaaaaaaaa (\"Linux 6.12\")") && contains("6.12.1") && contains("x86_64") &&
                       contains("before: 2 of 2 boots failed: mount gives EBUSY"));
  CHECK(mail.ends_with("\nTested-by: T E Ster <t@b.c>\n"));
  all.series.cover = MailHeaders{.sent_subject = "[PATCH 0/2] all", .message_id = "<0@b.c>"};
  CHECK_THAT(*series_reply(all, user), contains("In-Reply-To: <0@b.c>"));
}

TEST_CASE("a Tested-by is only where the series fixes and git knows the user", "[series_reply]") {
  const SeriesOutcome outcomes[] = {DoesNotApply{2, "no"}, DoesNotBuild{2, "a.c:1: error: no"},
                                    FixesNothing{"x"}, BreaksElse{"t", "how"}, NotThereBefore{}};
  for (const SeriesOutcome& outcome : outcomes) {
    INFO(kind(outcome));
    const std::string mail = series_reply(verification(outcome), user).value();
    CHECK(mail.find("Tested-by") == std::string::npos);
    CHECK_THAT(mail, contains(text(outcome, 2)));
  }
  CHECK(series_reply(verification(Fixes{1}), std::nullopt)->find("Tested-by") == std::string::npos);
  CHECK_THAT(*series_reply(verification(DoesNotBuild{2, "no"}), user),
             contains("Subject: Re: [PATCH 2/2]") && contains("\"part 2\""));
  CHECK_FALSE(series_reply(verification(NotJudged{"why"}), user));
  // The commits of a branch were no mails.
  Verification branch = verification(DoesNotBuild{1, "no"});
  for (SeriesPatch& patch : branch.series.patches) patch.headers.sent_subject.clear();
  CHECK_THAT(*series_reply(branch, user), contains("Subject: Re: part 1\n"));
  branch.outcome = FixesNothing{"x"};
  CHECK_THAT(*series_reply(branch, user), contains("Subject: Re: part 1\n"));
}

TEST_CASE("a folder, a tarball or a profile is named without the way to it", "[series_reply]") {
  Verification all = verification(Fixes{1});
  all.header.campaign.profile = "/home/me/slim";
  all.base.kind = SourceKind::folder;
  for (const char* name : {"/home/me/linux-6.12", "../linux-6.12/", "linux-6.12"}) {
    all.base.name = name;
    const std::string mail = *series_reply(all, user);
    CHECK_THAT(mail, contains("patches on linux-6.12:") && contains("profile slim,"));
    CHECK(mail.find("/home/me") == std::string::npos);
  }
}

TEST_CASE("fix-ups are named, and other tests only if one of them could be judged", "[series_reply]") {
  Verification all = verification(Fixes{1});
  const auto in_one_line = [&] {
    std::string mail = *series_reply(all, user);
    std::replace(mail.begin(), mail.end(), '\n', ' ');
    return mail;
  };
  const TrialResult judged{.verdict = Good{}};
  const TrialResult skipped{.verdict = Skip{SkipReason::test_skipped, "no namespaces"}};
  all.others = {{.test = "container", .before = skipped, .after = skipped}};
  CHECK(in_one_line().find("Nothing else") == std::string::npos);
  CHECK(in_one_line().find("besides") == std::string::npos);
  all.others.push_back({.test = "cases", .before = judged, .after = judged});
  all.base.fixups = {{.name = "0123456789ab (a/b: c)", .text = "a diff"}};
  CHECK_THAT(in_one_line(), contains("Nothing else that was tested got worse.") &&
                                contains("with 0123456789ab (a/b: c) applied besides, before and after"));
}

TEST_CASE("no user makes more than one line of a trailer", "[series_reply]") {
  const std::string mail = *series_reply(verification(Fixes{1}), "A\nAcked-by: B <b@b.c>");
  CHECK(mail.find("\nAcked-by") == std::string::npos);
}

TEST_CASE("a reply says no more than was done", "[series_reply]") {
  Verification all = verification(DoesNotApply{2, "f: No such file"});
  all.not_applied = "f: No such file";
  all.before.reset();
  const std::string not_applied = *series_reply(all, user);
  CHECK_THAT(not_applied, contains("I have tried to apply these 2 patches to aaaaaaaaaaaa"));
  CHECK(not_applied.find("boots") == std::string::npos);

  all = verification(DoesNotBuild{2, "a.c:1: error: no"});
  const Skip failure{SkipReason::cannot_build, "a.c:1: error: no"};
  all.after = {TrialResult{.build = {.result = failure}, .verdict = failure}};
  const std::string not_built = *series_reply(all, user);
  CHECK_THAT(not_built, contains("before: 2 of 2 boots failed"));
  CHECK(not_built.find("after:") == std::string::npos);

  all = verification(Fixes{2});
  all.before->runs.push_back({.verdict = Skip{SkipReason::panic, "oops"}});
  all.header.campaign.test = "/home/me/repro.sh";
  const std::string fixes = *series_reply(all, user);
  CHECK_THAT(fixes, contains("before: 2 of 2 boots failed, 1 more could not be judged: mount gives EBUSY") &&
                        contains("the guest test repro.sh"));
  CHECK(fixes.find("/home/me") == std::string::npos);
}

TEST_CASE("what was encoded is sent as it came, and what is no ASCII says what it is", "[series_reply]") {
  Verification all = verification(Fixes{1});
  MailHeaders& headers = all.series.patches.front().headers;
  headers.author = "Evil, evil@b.c <a@b.c>";
  headers.from = "=?UTF-8?q?Evil=2C_evil=40b=2Ec?= <a@b.c>";
  const std::string mail = *series_reply(all, user);
  CHECK(mail.starts_with("To: =?UTF-8?q?Evil=2C_evil=40b=2Ec?= <a@b.c>\n"));
  CHECK(mail.find("MIME-Version") == std::string::npos);
  CHECK_THAT(*series_reply(all, "J\xc3\xb6rg <j@b.c>"),
             contains("\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"));
}
