// Time as the records hold it: UTC for points, seconds for spans.
#pragma once

#include <chrono>
#include <string>

namespace kbisect {

// 2024-01-09T15:04:05Z
std::string utc_text(std::chrono::system_clock::time_point when);
std::string utc_now();

// "7 s", "1 min 03 s", "2 h 05 min"
std::string duration_text(double seconds);

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace kbisect
