#include "base/text.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("what other programs say is read by the line", "[text]") {
  CHECK(first_line("one\ntwo\n") == "one");
  CHECK(first_line("one") == "one");
  CHECK(first_line("").empty());
  CHECK(without_newline("one\n\n") == "one");
  CHECK(without_newline("one") == "one");
  CHECK(without_newline("\n").empty());
}

TEST_CASE("carriage returns go where every line has one", "[text]") {
  CHECK(with_plain_line_ends("a\r\nb\r\n") == "a\nb\n");
  CHECK(with_plain_line_ends("a\r\nb") == "a\nb");
  CHECK(with_plain_line_ends("a\rb\r\r\n") == "a\rb\r\n");
  // A diff of a file that has them itself: its headers have none.
  CHECK(with_plain_line_ends("--- a/f\n+b\r\n") == "--- a/f\n+b\r\n");
  CHECK(with_plain_line_ends("\n") == "\n");
  CHECK(with_plain_line_ends("").empty());
}

TEST_CASE("what a shell would take apart is quoted", "[text]") {
  CHECK(shell_quoted("/a/b-c.d_e+f:1@2") == "/a/b-c.d_e+f:1@2");
  CHECK(shell_quoted("a b") == "'a b'");
  CHECK(shell_quoted("it's $HOME") == R"('it'\''s $HOME')");
  CHECK(shell_quoted("~").front() == '\'');
  CHECK(shell_quoted("") == "''");
}
