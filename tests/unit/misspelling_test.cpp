#include "base/misspelling.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a word is meant where few slips lead to it", "[misspelling]") {
  const std::vector<std::string> words{"good", "bad", "boots", "boot-seconds", "search-profile"};
  CHECK(likely_meant("goood", words) == "good");
  CHECK(likely_meant("boot", words) == "boots");
  CHECK(likely_meant("boot-second", words) == "boot-seconds");
  CHECK(likely_meant("serach-profile", words) == "search-profile");
  CHECK(likely_meant("foo", words).empty());
  CHECK(likely_meant("s", words).empty());
  CHECK(likely_meant("", words).empty());
  CHECK(likely_meant("good", {}).empty());
  CHECK(slips_between("kitten", "sitten") == 1);
  CHECK_FALSE(slips_between("ab", "cd"));
}
