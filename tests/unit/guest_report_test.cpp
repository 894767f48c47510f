#include "model/guest/guest_report.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using namespace std::string_literals;

namespace {

const std::string whole =
    "kbisect/1 n0 hello 6.8.0\n"
    "kbisect/1 n0 ktap KTAP version 1\n"
    "kbisect/1 n0 ktap   ok 1 step\n"
    "kbisect/1 n0 end 2\n";

GuestReport fed(const std::string& bytes) {
  GuestReport report("n0");
  report.feed(bytes);
  return report;
}

}  // namespace

TEST_CASE("a whole report is taken apart, in whatever pieces it comes", "[guest_report]") {
  for (size_t size = 1; size <= whole.size(); ++size) {
    GuestReport report("n0");
    for (size_t at = 0; at < whole.size(); at += size) report.feed(std::string_view(whole).substr(at, size));
    CHECK(report.agent_up());
    CHECK(report.complete());
    CHECK(report.kernel_release() == "6.8.0");
    CHECK(report.lines() == std::vector<std::string>{"KTAP version 1", "  ok 1 step"});
    CHECK(report.ignored() == 0);
  }
}

TEST_CASE("what is no whole report of this boot does not count as one", "[guest_report]") {
  struct Row {
    const char* what;
    std::string bytes;
    size_t lines;
    int ignored;
    bool up;
  };
  const Row rows[] = {
      {"nothing", "", 0, 0, false},
      {"another boot's nonce", "kbisect/1 n1 hello 6.8\nkbisect/1 n1 end 0\n", 0, 2, false},
      {"a longer nonce", "kbisect/1 n00 hello 6.8\n", 0, 1, false},
      {"another protocol", "kbisect/2 n0 hello 6.8\n", 0, 1, false},
      {"half a frame", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 en", 0, 0, true},
      {"an end without its line feed", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 end 0", 0, 0, true},
      {"too few lines", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 ktap a\nkbisect/1 n0 end 2\n", 1, 1, true},
      {"a count that is none", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 end 0x\n", 0, 1, true},
      {"a negative count", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 end -0\n", 0, 1, true},
      {"an empty count", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 end \n", 0, 1, true},
      {"no hello", "kbisect/1 n0 ktap a\nkbisect/1 n0 end 1\n", 0, 2, false},
      {"a frame not at the start of its line", "x kbisect/1 n0 hello 6.8\n", 0, 1, false},
      {"an unknown verb", "kbisect/1 n0 hello 6.8\nkbisect/1 n0 ktapx a\nkbisect/1 n0 \n", 0, 2, true},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const GuestReport report = fed(row.bytes);
    CHECK_FALSE(report.complete());
    CHECK(report.agent_up() == row.up);
    CHECK(report.lines().size() == row.lines);
    CHECK(report.ignored() == row.ignored);
  }
}

TEST_CASE("nothing changes a report after its end, nor the kernel after its hello", "[guest_report]") {
  const GuestReport report = fed(whole + whole + "kbisect/1 n0 ktap x\n");
  CHECK(report.complete());
  CHECK(report.lines().size() == 2);
  CHECK(report.ignored() == 5);
  CHECK(fed("kbisect/1 n0 hello 1\nkbisect/1 n0 hello 2\n").kernel_release() == "1");
}

TEST_CASE("noise between frames is ignored", "[guest_report]") {
  std::string noisy;
  for (const char c : whole) {
    noisy += c;
    if (c == '\n') noisy += "\0\xff garbage\r\n\n"s;
  }
  const GuestReport report = fed(noisy);
  CHECK(report.complete());
  CHECK(report.ignored() == 8);
}

TEST_CASE("bytes that are no text arrive as question marks", "[guest_report]") {
  const GuestReport report = fed("kbisect/1 n0 hello 6\x1b[2J\nkbisect/1 n0 ktap a\0b\xff\tc\r\n"s);
  CHECK(report.kernel_release() == "6?[2J");
  CHECK(report.lines() == std::vector<std::string>{"a?b?\tc?"});
}

TEST_CASE("lines beyond measure are dropped, and what follows is not", "[guest_report]") {
  const std::string hello = "kbisect/1 n0 hello 6.8\n";
  const GuestReport one =
      fed(hello + "kbisect/1 n0 ktap " + std::string(1 << 20, 'x') + "\nkbisect/1 n0 ktap a\n");
  CHECK(one.lines() == std::vector<std::string>{"a"});
  CHECK(one.ignored() == 1);

  // Far more than all limits, without a single line feed.
  GuestReport endless("n0");
  for (int i = 0; i < 100; ++i) endless.feed(std::string(1 << 20, 'x'));
  endless.feed("\n" + whole);
  CHECK_FALSE(endless.agent_up());
  CHECK(endless.ignored() == 1);
}
