// Writes KTAP version 1 (Linux: Documentation/dev-tools/ktap.rst), with two spaces of indentation per subtest
// level.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kbisect::guest {

class KtapWriter {
 public:
  // `descriptor` remains the caller's. Lines are buffered until flush(), because each write wakes up PID 1.
  explicit KtapWriter(int descriptor) : descriptor_(descriptor) {}

  void version();
  void plan(int count);
  void result(bool passed, int number, std::string_view name);
  void skipped(int number, std::string_view name, std::string_view reason);
  // A line of a program's own KTAP, at the current level.
  void relayed(std::string_view text) { line(text); }
  // `text` may hold several lines.
  void diagnostic(std::string_view text);
  void bail_out(std::string_view reason);
  // The lines up to end_subtest() belong to the subtest; its own result line follows after that.
  void begin_subtest(std::string_view name);
  void end_subtest();
  void flush();

 private:
  void line(std::string_view text);

  int descriptor_;
  size_t level_ = 0;
  std::string gathered_;
};

}  // namespace kbisect::guest
