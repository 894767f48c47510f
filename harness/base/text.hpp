// Takes text apart as the parsers of programs' output and of users' files need it, and quotes arguments of
// commands that are shown to the user.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// Without its line feed; the whole text if it has none.
std::string first_line(std::string_view text);

// Takes the first line off the text, and returns it without its line feed.
std::string_view take_line(std::string_view& text);

// Takes `start` off the text's front, if the text has it there; returns whether it had.
bool take_start(std::string_view& text, std::string_view start);

// Takes a number without a sign off the text's front; nullopt if there is none that fits.
std::optional<int> take_number(std::string_view& text);

// All lines, without their line feeds.
std::vector<std::string> lines_of(std::string_view text);

// Without the spaces, tabs, carriage returns and line feeds at both ends.
std::string_view trimmed(std::string_view text);

// Unlike isdigit(3), whatever the locale, and for every char.
bool is_digit(char c);

// Of a text whose every line feed follows a carriage return, without these; any other text as it is.
std::string with_plain_line_ends(const std::string& text);

// Without the line feeds at its end.
std::string without_newline(std::string text);

// Quoted as one argument for a POSIX shell; returned as it is if it needs no quotes.
std::string shell_quoted(const std::string& text);

}  // namespace kbisect
