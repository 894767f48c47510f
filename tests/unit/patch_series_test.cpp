#include "model/patches/patch_series.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

const std::string bare_diff = "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n";

const std::string other_diff = "diff --git a/g b/g\n--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n";

std::string sent(const std::string& subject, const std::string& body = "Why.\n---\n" + bare_diff) {
  return "From: A U Thor <author@example.com>\nMessage-ID: <" + subject + ">\nSubject: " + subject + "\n\n" +
         body;
}

std::string mbox(const std::vector<std::string>& mails) {
  std::string text;
  for (const std::string& one : mails) text += "From a@b.c Tue Nov 14 22:13:20 2023\n" + one + "\n";
  return text;
}

std::vector<std::string> titles(const PatchSeries& series) {
  std::vector<std::string> all;
  for (const SeriesPatch& patch : series.patches) all.push_back(patch.title);
  return all;
}

using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers make the order, whatever the files are", "[patch_series]") {
  const std::string two = sent("[PATCH v2 2/3] two");
  const std::string three = sent("[PATCH v2 3/3] three");
  const std::string one = sent("[PATCH v2 1/3] one");
  const std::string cover = sent("[PATCH v2 0/3] all", "Three of them.\n");
  for (const std::vector<NamedPatch>& files :
       {std::vector<NamedPatch>{{"a", two}, {"b", three}, {"c", one}, {"d", cover}},
        {{"x.mbx", mbox({three, cover, one, two})}},
        {{"x.mbx", mbox({three, one})}, {"b", two}, {"0000-cover-letter.patch", cover}}}) {
    const auto series = series_of(files);
    REQUIRE(series);
    CHECK(titles(*series) == Titles{"one", "two", "three"});
    REQUIRE(series->cover);
    CHECK(series->cover->message_id == "<[PATCH v2 0/3] all>");
    CHECK(series->patches[0].is_mail);
    CHECK(series->patches[0].text.find("From 0123") == std::string::npos);
  }
}

TEST_CASE("without numbers files and mails come as they are", "[patch_series]") {
  const auto series = series_of(
      {{"b.diff", bare_diff}, {"a.mbx", mbox({sent("[PATCH] one"), sent("two")})}, {"c", other_diff}});
  REQUIRE(series);
  CHECK(titles(*series) == Titles{"b.diff", "one", "two", "c"});
  CHECK(series->patches[1].name == "a.mbx, mail 1");
  CHECK_FALSE(series->patches[0].is_mail);
  CHECK_FALSE(series->cover);
}

TEST_CASE("the same patch twice is refused", "[patch_series]") {
  const auto series = series_of({{"a.diff", bare_diff}, {"b.diff", bare_diff}});
  REQUIRE_FALSE(series);
  CHECK(series.error().message == "a.diff and b.diff are the same patch; give it once");
}

TEST_CASE("a diff with the line ends of other systems is taken without them", "[patch_series]") {
  std::string text;
  for (const char c : bare_diff) text += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(series_of({{"a", text}})->patches.at(0).text == bare_diff);
}

TEST_CASE("replies are no patches, even with a diff of their own", "[patch_series]") {
  const auto series =
      series_of({{"thread.mbx", mbox({sent("[PATCH 1/1] one"), sent("Re: [PATCH 1/1] one", "> " + bare_diff),
                                      sent("Re: [PATCH 1/1] one"), sent("a thought", "No patch.\n")})}});
  REQUIRE(series);
  CHECK(titles(*series) == Titles{"one"});
}

TEST_CASE("a series says what it is made on", "[patch_series]") {
  const std::string id(40, 'b');
  const std::string trailer = "\nbase-commit: " + id + "\n";
  const auto body = "---\n" + bare_diff;
  CHECK(series_of({{"a", sent("[PATCH 0/1] all", trailer)}, {"b", sent("[PATCH 1/1] one")}})->base_commit ==
        id);
  CHECK(series_of({{"b", sent("[PATCH] one", body + trailer)}})->base_commit == id);
  CHECK(series_of({{"b", bare_diff + "-- \n" + trailer}})->base_commit == id);
  CHECK(series_of({{"b", sent("[PATCH] one")}})->base_commit.empty());
  CHECK_FALSE(series_of({{"b", sent("[PATCH] one", body + trailer)}})->has_prerequisites);
  CHECK(series_of({{"b", sent("[PATCH] one", body + trailer + "prerequisite-patch-id: " + id + "\n")}})
            ->has_prerequisites);
  const auto two = series_of({{"a", sent("[PATCH 1/2] one", body + trailer)},
                              {"b", sent("[PATCH 2/2] two", body + "base-commit: " + std::string(40, 'c'))}});
  REQUIRE_FALSE(two);
  CHECK_THAT(two.error().message, contains("b: base-commit: cc"));
}

TEST_CASE("what is no whole series is named", "[patch_series]") {
  struct Row {
    std::vector<NamedPatch> files;
    const char* message;
  };
  const Row rows[] = {
      {{}, "no patch"},
      {{{"README", "Hello.\n"}}, "README: there is no patch in it"},
      {{{"a", bare_diff}, {"b", ""}}, "b: there is no patch in it"},
      {{{"a", sent("[PATCH 0/2] all", "All.\n")}}, "only a cover letter"},
      {{{"a", sent("[PATCH 2/3] two")}}, "patch 1, 3 of 3 is missing"},
      {{{"a", sent("[PATCH 1/9999] one")}}, "patch 2, 3, 4, 5, 6, ... of 9999 is missing"},
      {{{"a", sent("[PATCH 1/2] one")}, {"b", sent("[PATCH 1/2] one")}, {"c", sent("[PATCH 2/2] two")}},
       "a and b are both patch 1/2"},
      {{{"a", sent("[PATCH 1/2] one")}, {"b", sent("[PATCH v2 2/2] two")}}, "give the patches of one series"},
      {{{"a", sent("[PATCH] one")}, {"b", sent("[PATCH v2] one")}}, "a is v1, and b is v2"},
      {{{"a", sent("[PATCH 0/1] all", "All.\n")}, {"b", "Hello.\n"}, {"c", sent("[PATCH 1/1] one")}},
       "b: there is no patch in it"},
      {{{"a", sent("[PATCH 1/2] one")}, {"b", sent("[PATCH 2/3] two")}}, "give the patches of one series"},
      {{{"a", sent("[PATCH 1/1] one")}, {"b", bare_diff}}, "b: has no number, and a has one"},
      {{{"a", sent("[PATCH 1/1] one")}, {"b", sent("[PATCH 2/1] two")}}, "number them up to 1"},
      {{{"a", sent("[PATCH 0/1] all")}}, "number 0 of its series and holds a diff"},
      {{{"a", sent("[PATCH 1/2] one", "Lost.\n")}}, "is patch 1/2 and holds no diff"},
      {{{"a", sent("[PATCH] one", "diff --git a/f b/f\nGIT binary patch\nliteral 9\n")}}, "no text"},
      {{{"a", sent("Re: [PATCH] one")}}, "a: there is no patch in it, only in a reply"},
      {{{"a\x1b[2J", sent("[PATCH 1/2] one")}, {"b", sent("[PATCH 1/2] one")}}, "a?[2J and b are both"}};
  for (const Row& row : rows) {
    const auto series = series_of(row.files);
    REQUIRE_FALSE(series);
    CHECK_THAT(series.error().message, contains(row.message));
  }
}
