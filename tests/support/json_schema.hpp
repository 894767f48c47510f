// Validates JSON against the campaign's JSON Schema.
#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "support/catch.hpp"

// Implements the part of JSON Schema that campaign.schema.json uses. An unknown keyword fails the test, so
// that the schema cannot demand more than is checked here.
inline bool schema_accepts(const nlohmann::json& rule, const nlohmann::json& value) {
  for (const auto& [keyword, wanted] : rule.items()) {
    bool holds = true;
    if (keyword == "type") {
      const bool is_whole =
          value.is_number_integer() ||
          (value.is_number_float() && value.get<double>() == std::floor(value.get<double>()));
      holds = wanted == "integer" ? is_whole : wanted == value.type_name();
    } else if (keyword == "required") {
      for (const auto& key : wanted) holds = holds && value.contains(key);
    } else if (keyword == "additionalProperties") {
      REQUIRE(wanted == false);
      for (const auto& [key, inner] : value.items()) holds = holds && rule.at("properties").contains(key);
    } else if (keyword == "properties") {
      for (const auto& [key, inner] : wanted.items()) {
        holds = holds && (!value.contains(key) || schema_accepts(inner, value.at(key)));
      }
    } else if (keyword == "items") {
      for (const auto& item : value) holds = holds && schema_accepts(wanted, item);
    } else if (keyword == "minItems") {
      holds = value.size() >= wanted.get<size_t>();
    } else if (keyword == "oneOf") {
      holds = std::count_if(wanted.begin(), wanted.end(),
                            [&](const nlohmann::json& one) { return schema_accepts(one, value); }) == 1;
    } else if (keyword == "pattern") {
      holds = value.is_string() &&
              std::regex_search(value.get<std::string>(), std::regex(wanted.get<std::string>()));
    } else if (keyword == "enum") {
      holds = std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    } else if (keyword == "minimum") {
      holds = value.is_number() && value.get<double>() >= wanted.get<double>();
    } else if (keyword == "maximum") {
      holds = value.is_number() && value.get<double>() <= wanted.get<double>();
    } else {
      const std::set<std::string> says_nothing{"$schema", "title", "description", "default"};
      INFO(keyword);
      REQUIRE(says_nothing.count(keyword) == 1);
    }
    if (!holds) return false;
  }
  return true;
}
