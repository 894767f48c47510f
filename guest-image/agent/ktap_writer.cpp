#include "agent/ktap_writer.hpp"

#include <algorithm>

#include "agent/descriptor.hpp"

namespace kbisect::guest {

void KtapWriter::line(std::string_view text) {
  gathered_.append(2 * level_, ' ');
  gathered_ += text;
  gathered_ += '\n';
}

void KtapWriter::version() {
  line("KTAP version 1");
}

void KtapWriter::plan(int count) {
  line("1.." + std::to_string(count));
}

void KtapWriter::result(bool passed, int number, std::string_view name) {
  std::string text = passed ? "ok " : "not ok ";
  text += std::to_string(number);
  text += ' ';
  text += name;
  line(text);
}

void KtapWriter::skipped(int number, std::string_view name, std::string_view reason) {
  std::string text = "ok " + std::to_string(number) + " ";
  text += name;
  text += " # SKIP ";
  text += reason;
  line(text);
}

void KtapWriter::diagnostic(std::string_view text) {
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size());
    std::string one("# ");
    one += text.substr(0, length);
    line(one);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

void KtapWriter::bail_out(std::string_view reason) {
  std::string text("Bail out! ");
  text += reason;
  line(text);
}

void KtapWriter::begin_subtest(std::string_view name) {
  level_ += 1;
  version();
  std::string text("Subtest: ");
  text += name;
  diagnostic(text);
}

void KtapWriter::end_subtest() {
  level_ -= 1;
}

void KtapWriter::flush() {
  write_all(descriptor_, gathered_);
  gathered_.clear();
}

}  // namespace kbisect::guest
