// Tests that need what this machine lacks. ctest reports them as skipped (SKIP_RETURN_CODE), and as failed if
// anything else of their entry fails.
#pragma once

#include <cstdio>
#include <string>

constexpr int left_out_exit_code = 77;

// Whether anything of this process's tests was left out.
inline bool& anything_left_out() {
  static bool left_out = false;
  return left_out;
}

// To be called where a test case, or the rest of it, is not run.
inline void leave_out(const std::string& why) {
  std::printf("left out: %s\n", why.c_str());
  anything_left_out() = true;
}
