// Whether this build is slowed down by sanitizers; then tests that repeat something to hit more moments
// repeat it less.
#pragma once

#include <vector>

#ifdef KBISECT_SANITIZED
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

// All values, or only the last one in a sanitizer build.
template <class Value>
std::vector<Value> all_or_last(const std::vector<Value>& all) {
  return is_sanitized ? std::vector<Value>{all.back()} : all;
}
