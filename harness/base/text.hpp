// Cuts lines out of the output of programs, and quotes arguments of commands that are shown to the user.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

// Without its line feed; the whole text if it has none.
std::string first_line(std::string_view text);

// Without the line feeds at its end.
std::string without_newline(std::string text);

// Quoted as one argument for a POSIX shell; returned as it is if it needs no quotes.
std::string shell_quoted(const std::string& text);

}  // namespace kbisect
