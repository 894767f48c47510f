// Makes bytes from guests and other people fit for records and terminals.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

// Keeps printable ASCII and tabs; any other byte becomes '?'. The result is safe in JSON and cannot control
// a terminal.
std::string printable(std::string_view bytes);

// For other people's names and subjects: keeps UTF-8; each control character (C0, DEL, C1) becomes '?'.
std::string without_controls(std::string_view text);

}  // namespace kbisect
