#include "report/table.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a terminal's columns stand below each other", "[table]") {
  CHECK(aligned({{"#", "source", "why"}, {{"1", "v6.6", ""}, {"12", "v6.12-rc1", "a long one"}}}) ==
        "#   source     why\n1   v6.6\n12  v6.12-rc1  a long one\n");
  CHECK(aligned({{"a"}, {}}) == "a\n");
}

TEST_CASE("Markdown's cells hold anything", "[table]") {
  CHECK(markdown({{"a", "b"}, {{"x|y", "two\nlines"}}}) == "| a | b |\n|---|---|\n| x\\|y | two lines |\n");
  CHECK(markdown({{"a"}, {{"x\\|y\r"}}}) == "| a |\n|---|\n| x\\\\\\|y  |\n");
}
