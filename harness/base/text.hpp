// Lines of what other programs have said, and arguments of commands that are shown.
#pragma once

#include <string>
#include <string_view>

namespace kbisect {

// Without the line feed; all of it where there is none.
std::string first_line(std::string_view text);

// Without line feeds at its end.
std::string without_newline(std::string text);

// As one argument of a shell; as it is where it needs no quotes.
std::string shell_quoted(const std::string& text);

}  // namespace kbisect
