// Content transfer encodings of mail (RFC 2045, 6.7 and 6.8). What is not of the encoding is left out, as its
// readers are told to do.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

std::string decode_base64(std::string_view text);
std::string decode_quoted_printable(std::string_view text);

}  // namespace kbisect
