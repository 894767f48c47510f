// Whether this build is slowed down by sanitizers: what is repeated to hit more instants is repeated less.
#pragma once

#ifdef __SANITIZE_ADDRESS__
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif
