#include "tools/git_series.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/scratch_repository.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

const std::string diff = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n";
const std::string mail =
    "From: A U Thor <author@example.com>\nDate: Tue, 14 Nov 2023 22:13:20 +0000\nSubject: [PATCH] "
    "one\n\nWhy.\n---\n" +
    diff;

struct Bench {
  Bench() {
    repository.write("f", "a\n");
    base = repository.commit("base");
  }
  fs::path file(const std::string& text) const {
    fs::path path = folder.path() / "patch";
    write_atomically(path, text);
    return path;
  }
  bool is_as_before() const {
    return repository.git({"rev-parse", "HEAD"}) == base &&
           repository.git({"status", "--porcelain"}).empty() &&
           !fs::exists(repository.path() / ".git/rebase-apply");
  }
  ScratchRepository repository;
  TemporaryDirectory folder;
  std::string base;
};

}  // namespace

TEST_CASE("a mail and a diff become commits, the same ones each time", "[git_series]") {
  const Bench bench;
  const GitSeries git(bench.repository.path());
  std::vector<std::string> ids;
  for (int time = 0; time < 2; ++time) {
    bench.repository.git({"reset", "--quiet", "--hard", bench.base});
    const auto first = git.apply_mail(bench.file(mail));
    REQUIRE(first);
    CHECK(bench.repository.git({"log", "-1", "--format=%an %s %cn"}) == "A U Thor one kbisect");
    const auto second = git.apply_diff(bench.file("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-b\n+c\n"), "two");
    REQUIRE(second);
    CHECK(bench.repository.git({"log", "-1", "--format=%s %P"}) == "two " + *first);
    CHECK(*read_file(bench.repository.path() / "f") == "c\n");
    ids.push_back(*second);
  }
  CHECK(ids[0] == ids[1]);
}

TEST_CASE("an encoded mail with the line ends of other systems is applied", "[git_series]") {
  const Bench bench;
  // The diff of above, each line with CRLF, in base64.
  const std::string encoded = "LS0tIGEvZg0KKysrIGIvZg0KQEAgLTEgKzEgQEANCi1hDQorYg0K";
  const auto applied = GitSeries(bench.repository.path())
                           .apply_mail(bench.file("From: A <a@b.c>\nSubject: one\nContent-Transfer-Encoding: "
                                                  "base64\n\n" +
                                                  encoded + "\n"));
  INFO((applied ? "" : applied.error().message));
  CHECK(applied);
}

TEST_CASE("what does not apply says why, and leaves the worktree as it was", "[git_series]") {
  struct Row {
    std::string text;
    bool is_mail;
    const char* why;
  };
  const std::string other = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+b\n";
  const std::string headers = "From: A <a@b.c>\nSubject: s\n\n---\n";
  const Row rows[] = {
      {headers + other, true, "patch failed: f:1"},
      {headers + "--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n-a\n", true, "corrupt patch"},
      {headers + "--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", true, "g: does not exist in index"},
      {headers +
           "diff --git a/.git/x b/.git/x\nnew file mode 100644\n--- /dev/null\n+++ b/.git/x\n@@ -0,0 +1 "
           "@@\n+x\n",
       true, ".git/x"},
      {headers + "No diff.\n", true, ""},
      {other, false, "patch failed: f:1"},
      {"No diff.\n", false, "No valid patches"}};
  for (const Row& row : rows) {
    INFO(row.text);
    const Bench bench;
    const GitSeries git(bench.repository.path());
    const fs::path file = bench.file(row.text);
    const auto applied = row.is_mail ? git.apply_mail(file) : git.apply_diff(file, "title");
    REQUIRE_FALSE(applied);
    CHECK_FALSE(applied.error().message.empty());
    CHECK_THAT(applied.error().message, contains(row.why));
    CHECK(bench.is_as_before());
  }
}

TEST_CASE("a git am that somebody left behind is taken away first", "[git_series]") {
  const Bench bench;
  fs::create_directories(bench.repository.path() / ".git/rebase-apply");
  const GitSeries git(bench.repository.path());
  CHECK(git.apply_mail(bench.file(mail)));
}
