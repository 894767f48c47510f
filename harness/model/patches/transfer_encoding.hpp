// Decodes the content transfer encodings of mail (RFC 2045, sections 6.7 and 6.8). Neither decoder fails:
// characters that are not base64 digits, and a '=' that begins no escape, are dropped.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

std::string decode_base64(std::string_view text);
std::string decode_quoted_printable(std::string_view text);

}  // namespace kbisect
