#include "model/printable.hpp"

#include <algorithm>

namespace kbisect {

std::string printable(std::string_view bytes) {
  std::string text(bytes);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c < ' ' || c > '~') && c != '\t'; }, '?');
  return text;
}

std::string without_controls(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    // U+0080 to U+009F, which terminals treat like ESC sequences.
    const bool is_c1 = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
    if (is_c1) i += 1;
    result += is_c1 || byte < ' ' || byte == 0x7f ? '?' : text[i];
  }
  return result;
}

}  // namespace kbisect
