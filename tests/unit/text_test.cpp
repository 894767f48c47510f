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
