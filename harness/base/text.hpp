// Takes text apart as the parsers of programs' output and of users' files need it, and quotes arguments of
// commands that are shown to the user.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// Without its line feed; the whole text if it has none.
std::string first_line(std::string_view text);

// Takes the first line off the text, and returns it without its line feed.
std::string_view take_line(std::string_view& text);

// All lines, without their line feeds.
std::vector<std::string> lines_of(std::string_view text);

// Without the spaces, tabs, carriage returns and line feeds at both ends.
std::string_view trimmed(std::string_view text);

// Unlike isdigit(3), whatever the locale, and for every char.
bool is_digit(char c);

// Without the line feeds at its end.
std::string without_newline(std::string text);

// Quoted as one argument for a POSIX shell; returned as it is if it needs no quotes.
std::string shell_quoted(const std::string& text);

}  // namespace kbisect
