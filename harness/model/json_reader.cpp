#include "model/json_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/misspelling.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

// "fixups[]." from "fixups[3].".
std::string without_numbers(std::string_view prefix) {
  std::string result;
  bool in_brackets = false;
  for (const char c : prefix) {
    if (c == ']') in_brackets = false;
    if (!in_brackets) result += c;
    if (c == '[') in_brackets = true;
  }
  return result;
}

}  // namespace

bool holds_only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool holds_something(std::string_view text) {
  return !holds_only(text, " \t\r\n");
}

bool is_revision(std::string_view text) {
  return !text.empty() && text[0] != '-' && !holds_only(text.substr(0, 1), " \t\r\n");
}

std::string shown(const json& value) {
  constexpr size_t enough = 80;
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > enough) text = text.substr(0, enough) + "...";
  return text;
}

// The key that was probably meant, with the name of its object before it; empty if none is near.
std::string JsonReader::nearest_key(const std::string& wrong) const {
  std::string nearest;
  std::optional<size_t> fewest;
  // Keys of other objects are guesses too: limits.jobs is easily written as jobs.
  for (const bool own : {true, false}) {
    for (const JsonLevel& level : levels_) {
      if ((without_numbers(prefix_) == level.prefix) != own) continue;
      for (const std::string_view key : level.keys) {
        const auto slips = slips_between(wrong, key);
        if (!slips || (fewest && *slips >= *fewest)) continue;
        fewest = slips;
        nearest = fmt::format("{}{}", level.prefix, key);
      }
    }
  }
  return nearest;
}

void JsonReader::refuse_unknown() {
  const auto level = std::find_if(levels_.begin(), levels_.end(), [this](const JsonLevel& one) {
    return one.prefix == without_numbers(prefix_);
  });
  for (const auto& [key, value] : object_.items()) {
    const bool for_editors = prefix_.empty() && key == "$schema";
    if (for_editors || std::find(level->keys.begin(), level->keys.end(), key) != level->keys.end()) continue;
    const std::string nearest = nearest_key(key);
    complain(fmt::format("there is no key {}; {}", shown(prefix_ + key),
                         nearest.empty() ? fmt::format("the keys here are {}", fmt::join(level->keys, ", "))
                                         : fmt::format(R"(did you mean "{}"?)", nearest)));
    return;
  }
}

// Returns nullptr if the key is missing; complains with `instead` if it is required.
const json* JsonReader::find(const char* key, const std::string& instead, bool required) {
  const auto at = object_.find(key);
  if (at != object_.end()) return &*at;
  if (required) complain(fmt::format(R"(key "{}{}" is missing; write {})", prefix_, key, instead));
  return nullptr;
}

int JsonReader::number(const NumberKey& wanted, int otherwise) {
  const json* value = find(wanted.key, "", false);
  if (value == nullptr) return otherwise;
  const std::string instead =
      fmt::format("a whole number of {} from {} to {}", wanted.unit, wanted.least, wanted.most);
  if (!value->is_number()) {
    wrong(wanted.key, *value, instead);
    return otherwise;
  }
  // Read as a double, so that no number is too large to be checked; 60.0 is a whole number, as in JSON
  // Schema.
  const auto given = value->get<double>();
  if (given != std::floor(given) || given < wanted.least || given > wanted.most) {
    wrong(wanted.key, *value, instead);
    return otherwise;
  }
  return static_cast<int>(given);
}

double JsonReader::fraction(const FractionKey& wanted, double otherwise) {
  const json* value = find(wanted.key, "", false);
  if (value == nullptr) return otherwise;
  const double given = value->is_number() ? value->get<double>() : -1;
  if (given >= wanted.least && given <= wanted.most) return given;
  wrong(wanted.key, *value, fmt::format("a number from {} to {}", wanted.least, wanted.most));
  return otherwise;
}

std::vector<std::string> JsonReader::texts(const TextKey& each, const char* instead) {
  const json* list = find(each.key, instead, false);
  if (list == nullptr) return {};
  if (!list->is_array()) {
    wrong(each.key, *list, instead);
    return {};
  }
  std::vector<std::string> result;
  for (size_t i = 0; i < list->size(); ++i) {
    const json& value = (*list)[i];
    if (!value.is_string() || !each.rule(value.get_ref<const std::string&>())) {
      wrong(fmt::format("{}[{}]", each.key, i), value, each.instead);
      return {};
    }
    result.push_back(value);
  }
  return result;
}

std::optional<JsonReader> JsonReader::object(const char* key, const char* instead, bool required) {
  const json* value = find(key, instead, required);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    wrong(key, *value, instead);
    return std::nullopt;
  }
  return JsonReader(*value, origin_, other_origins_, levels_, fmt::format("{}{}.", prefix_, key));
}

std::vector<JsonReader> JsonReader::objects(const char* key, const char* instead) {
  const json* list = find(key, instead, false);
  if (list == nullptr) return {};
  if (!list->is_array()) {
    wrong(key, *list, instead);
    return {};
  }
  std::vector<JsonReader> readers;
  for (size_t i = 0; i < list->size(); ++i) {
    if (!(*list)[i].is_object()) {
      wrong(fmt::format("{}[{}]", key, i), (*list)[i], instead);
      return {};
    }
    readers.emplace_back((*list)[i], origin_, other_origins_, levels_,
                         fmt::format("{}{}[{}].", prefix_, key, i));
  }
  return readers;
}

void JsonReader::take_problem(const JsonReader& inner) {
  if (!problem_) problem_ = inner.problem_;
}

void JsonReader::complain_of_object(const std::string& what) {
  complain(fmt::format(R"(key "{}" {})", prefix_.substr(0, prefix_.rfind('.')), what));
}

std::optional<std::string> JsonReader::text(const TextKey& wanted, bool required) {
  const json* value = find(wanted.key, wanted.instead, required);
  if (value == nullptr) return std::nullopt;
  if (value->is_string() && wanted.rule(value->get_ref<const std::string&>())) {
    return value->get<std::string>();
  }
  wrong(wanted.key, *value, wanted.instead);
  return std::nullopt;
}

void JsonReader::wrong(const std::string& key, const json& value, const std::string& instead) {
  const auto other = other_origins_.find(prefix_ + key);
  if (other == other_origins_.end()) {
    complain(fmt::format(R"(key "{}{}" is {}; write {})", prefix_, key, shown(value), instead));
  } else if (!problem_) {
    problem_ = fmt::format("{} is {}; write {}", other->second, shown(value), instead);
  }
}

void JsonReader::complain(const std::string& what) {
  if (!problem_) problem_ = fmt::format("{}: {}", origin_, what);
}

}  // namespace kbisect
