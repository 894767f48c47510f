#include "model/compiler.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a compiler's name is gcc, with a major version or without", "[compiler]") {
  for (const char* name : {"gcc", "gcc-8", "gcc-11", "gcc-15"}) CHECK(is_compiler_name(name));
  for (const char* name :
       {"", "gcc-", "gcc-11 -O3", "gcc-x", "clang", "cc", "/usr/bin/gcc", "gcc-1111", "gcc-+1", "gcc-11.3"}) {
    INFO(name);
    CHECK_FALSE(is_compiler_name(name));
  }
  CHECK(major_of("gcc-11") == 11);
  CHECK_FALSE(major_of("gcc"));
}

TEST_CASE("a kernel gets the newest compiler that is no younger", "[compiler]") {
  const std::vector<int> installed{12, 9, 11, 14};
  CHECK(suitable_compiler(installed, "2024-07-14T22:43:32Z") == 14);
  CHECK(suitable_compiler(installed, "2024-03-10T20:38:09Z") == 12);
  CHECK(suitable_compiler(installed, "2022-12-11T22:15:18Z") == 12);
  CHECK(suitable_compiler(installed, "2022-01-09T22:55:34Z") == 11);
  // A few days before GCC 11 was released.
  CHECK(suitable_compiler(installed, "2021-04-25T20:49:08Z") == 9);
  CHECK(suitable_compiler(installed, "2020-12-13T22:41:30Z") == 9);
  // A compiler that is too young is better than none.
  CHECK(suitable_compiler(installed, "2014-01-01T00:00:00Z") == 9);
  CHECK(suitable_compiler({4}, "2010-01-01T00:00:00Z") == 4);
  CHECK(suitable_compiler({16, 13}, "2026-10-04T00:00:00Z") == 16);
  CHECK(suitable_compiler({16, 13}, "2024-10-04T00:00:00Z") == 13);
  CHECK_FALSE(suitable_compiler({}, "2024-03-10T20:38:09Z"));
  CHECK(suitable_compiler(installed, "") == 9);
}
