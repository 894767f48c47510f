// Bytes from a guest on their way into records and onto terminals.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

// Printable ASCII and tabs stay, any other byte becomes '?': safe in JSON, and without a say on a terminal.
std::string printable(std::string_view bytes);

// Other people's names and subjects: UTF-8 stays as it is, each control character (C0, DEL, C1) becomes '?'.
std::string without_controls(std::string_view text);

}  // namespace kbisect
