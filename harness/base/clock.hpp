// Time as it appears in the records: UTC for points in time, seconds for durations.
#pragma once

#include <chrono>
#include <string>

namespace kbisect {

// "2024-01-09T15:04:05Z": UTC, whole seconds.
std::string utc_text(std::chrono::system_clock::time_point when);
std::string utc_now();

// "7.0 s", "12 s", "1 min 03 s", "2 h 05 min": tenths of a second below 10 s, no seconds from an hour on.
std::string duration_text(double seconds);

// Measures elapsed time, from its construction, on the monotonic clock.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace kbisect
