// JSON as text: reading it from untrusted sources, and writing it. What others' programs print may be no
// UTF-8; in what is written such bytes are replaced.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

// Accepts any text; the error says where the text is wrong. Values nested more than 64 levels deep are an
// error too, because values are shown, copied and compared by recursion.
Expected<nlohmann::json> parse_json(std::string_view text);

// Whether the text is valid UTF-8, the only text that JSON holds.
bool is_utf8(std::string_view text);

// The number under `key`. Throws nlohmann::json::exception or std::invalid_argument if it is missing, not a
// whole number or out of range for an int; the library's own conversion accepts the last two silently.
int int_at(const nlohmann::json& object, const char* key);

// One line of a file of JSON lines, line break included.
std::string json_line(const nlohmann::json& value);

// A whole file, indented, for programs and people.
std::string json_file(const nlohmann::json& document);

}  // namespace kbisect
