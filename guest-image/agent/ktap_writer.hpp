// Writes KTAP version 1 (kernel: Documentation/dev-tools/ktap.rst), subtests indented by two blanks a level.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kbisect::guest {

class KtapWriter {
 public:
  // The descriptor stays the caller's. Lines are gathered until flush(), since each write wakes up PID 1.
  explicit KtapWriter(int descriptor) : descriptor_(descriptor) {}

  void version();
  void plan(int count);
  void result(bool passed, int number, std::string_view name);
  void skipped(int number, std::string_view name, std::string_view reason);
  // A line of a program's own KTAP, on this level.
  void relayed(std::string_view text) { line(text); }
  // May hold several lines.
  void diagnostic(std::string_view text);
  void bail_out(std::string_view reason);
  // From here on lines belong to the subtest whose result comes after its end.
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
