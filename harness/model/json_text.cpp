#include "model/json_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>

#include "model/printable.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

constexpr int deepest_value = 64;
constexpr size_t longest_complaint = 300;

// Thrown while the text is read, so that deeper values are never built.
struct TooDeep {};

}  // namespace

Expected<json> parse_json(std::string_view text) {
  // `depth` does not include the level that begins here.
  const auto bounded = [](int depth, json::parse_event_t event, const json&) {
    const bool begins =
        event == json::parse_event_t::array_start || event == json::parse_event_t::object_start;
    if (begins && depth >= deepest_value) throw TooDeep();
    return true;
  };
  try {
    return json::parse(text, bounded);
  } catch (const TooDeep&) {
    return fail(fmt::format("nested more than {} levels deep", deepest_value));
  } catch (const json::exception& error) {
    // The message quotes the text, however long it is.
    return fail(printable(std::string_view(error.what()).substr(0, longest_complaint)));
  }
}

bool is_utf8(std::string_view text) {
  try {
    return !json(text).dump().empty();
  } catch (const json::type_error&) {
    return false;
  }
}

int int_at(const json& object, const char* key) {
  const json& value = object.at(key);
  const bool fits = value.is_number_unsigned()
                        ? std::in_range<int>(value.get<uint64_t>())
                        : value.is_number_integer() && std::in_range<int>(value.get<int64_t>());
  if (!fits) throw std::invalid_argument(fmt::format("{} is no whole number, or too large a one", key));
  return value.get<int>();
}

std::string json_line(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string json_file(const nlohmann::json& document) {
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace kbisect
