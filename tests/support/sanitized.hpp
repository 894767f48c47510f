// Whether this build is slowed down by sanitizers: what is repeated to hit more instants is repeated less.
#pragma once

#include <vector>

#ifdef __SANITIZE_ADDRESS__
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

// All of them, or the last one alone.
template <class Value>
std::vector<Value> all_or_last(const std::vector<Value>& all) {
  return is_sanitized ? std::vector<Value>{all.back()} : all;
}
