#include "model/trials/release.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("releases are in the order in which they came out of one line", "[release]") {
  const std::vector<std::string> sorted{"v2.6.32",   "v2.6.32.7",  "v2.6.39", "v3.0-rc1", "v3.0", "v5.9",
                                        "v5.10-rc2", "v5.10-rc10", "v5.10",   "v5.10.1",  "v6.7", "v6.7.3",
                                        "v6.7.12",   "v6.8-rc1",   "v6.8",    "v10.0"};
  for (size_t i = 0; i + 1 < sorted.size(); ++i) {
    INFO(sorted[i]);
    CHECK(parse_release(sorted[i]).value() < parse_release(sorted[i + 1]).value());
  }
  CHECK(parse_release("v6.8").value() == parse_release("v6.8").value());
}

TEST_CASE("what is no release's tag is none", "[release]") {
  for (const char* tag :
       {"", "v", "v6", "6.8", "v6.8-", "v6.8-rc", "v6.8-rc1-dirty", "v6.8-my", "v6..8", "v6.", "v6.-8",
        "v6.8.1.2.3", "next-20240105", "v6.99999999999", "v6.8-rc-1", "vx.y"}) {
    INFO(tag);
    CHECK_FALSE(parse_release(tag));
  }
}
