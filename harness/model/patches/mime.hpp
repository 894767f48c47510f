// The headers of a mail and the text behind them (RFC 5322; RFC 2045 and 2046, MIME). Whoever sends a mail
// may write anything, so nothing here fails: what is malformed stays as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct MailHeader {
  std::string name;   // in lower case
  std::string value;  // unfolded to one line
};

// Takes the headers off the text; what stands behind the empty line after them is left.
std::vector<MailHeader> take_headers(std::string_view& text);

// The value of the first header of this name, which is in lower case; empty if there is none.
std::string value_of(const std::vector<MailHeader>& headers, std::string_view name);

// The body of a mail with these headers, decoded; of one in several parts, all of them one after the other,
// as git am takes it.
std::string decoded_body(const std::vector<MailHeader>& headers, std::string_view body);

// As take_line(), for lines that may end with CRLF.
std::string_view take_mail_line(std::string_view& text);

// The letters A to Z in lower case, whatever the locale.
std::string lower(std::string_view text);

}  // namespace kbisect
