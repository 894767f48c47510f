#include "model/guest/guest_report.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "guest-image/protocol.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

constexpr size_t longest_line = 64UL << 10;
constexpr size_t most_bytes = 4UL << 20;

// What follows `word` and a space at the start of `line`; nothing if it does not begin with them.
std::optional<std::string_view> after(std::string_view line, std::string_view word) {
  if (!line.starts_with(word) || line.size() == word.size() || line[word.size()] != ' ') return std::nullopt;
  return line.substr(word.size() + 1);
}

std::optional<size_t> whole_number(std::string_view text) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

GuestReport::GuestReport(const std::string& nonce)
    : prefix_(std::string(protocol::magic) + " " + nonce + " ") {}

void GuestReport::feed(std::string_view bytes) {
  bytes = bytes.substr(0, most_bytes - total_);
  total_ += bytes.size();
  while (!bytes.empty()) {
    const size_t length = std::min(bytes.find('\n'), bytes.size());
    const bool whole = length < bytes.size();
    if (!discarding_) partial_ += bytes.substr(0, length);
    bytes.remove_prefix(whole ? length + 1 : length);
    if (partial_.size() > longest_line) {
      discarding_ = true;
      partial_.clear();
      ignored_ += 1;
    }
    if (!whole) continue;
    if (!discarding_) take_line(partial_);
    discarding_ = false;
    partial_.clear();
  }
}

void GuestReport::take_line(std::string_view line) {
  if (line.starts_with(prefix_) && !complete_) {
    line.remove_prefix(prefix_.size());
    if (const auto release = after(line, protocol::hello); release && !agent_up_) {
      agent_up_ = true;
      kernel_release_ = printable(*release);
      return;
    }
    if (const auto ktap = after(line, protocol::ktap); ktap && agent_up_) {
      lines_.push_back(printable(*ktap));
      return;
    }
    if (const auto count = after(line, protocol::end); count && agent_up_) {
      complete_ = whole_number(*count) == lines_.size();
      if (complete_) return;
    }
  }
  ignored_ += 1;
}

}  // namespace kbisect
