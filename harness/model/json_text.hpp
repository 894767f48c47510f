// JSON as text, from whoever wrote it.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

// Any text gives a value or an error that says where the text is wrong. A value nested more deeply than
// anything here is ever nested is an error too: values are shown, copied and compared by recursion.
Expected<nlohmann::json> parse_json(std::string_view text);

// JSON holds no other text.
bool is_utf8(std::string_view text);

// The number under `key`. Throws nlohmann::json::exception or std::invalid_argument where it is not there, no
// whole number or more than an int holds, all of which the library would make some int of.
int int_at(const nlohmann::json& object, const char* key);

}  // namespace kbisect
