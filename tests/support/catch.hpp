// Includes whichever Catch2 is installed: 2 (Debian 12) or 3 (Debian 13).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;  // in the global namespace in Catch2 2
#else
#include <catch2/catch.hpp>
#endif

#include <string>

// The matcher is called Contains in Catch2 2 and ContainsSubstring in 3.
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}
