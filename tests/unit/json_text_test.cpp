#include "model/json_text.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

std::string nested(size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

std::string refusal_of(const std::string& text) {
  const auto value = parse_json(text);
  REQUIRE_FALSE(value.has_value());
  return value.error().message;
}

}  // namespace

TEST_CASE("text that is JSON is read, to the depth that anybody needs", "[json_text]") {
  CHECK(parse_json(R"({"a": [1, "b", null]})") == nlohmann::json{{"a", {1, "b", nullptr}}});
  CHECK(parse_json(nested(64)).has_value());
}

TEST_CASE("nesting without end is refused before it is built", "[json_text]") {
  CHECK_THAT(refusal_of(nested(65)), contains("more than 64 levels deep"));
  CHECK_THAT(refusal_of(std::string(1 << 20, '[')), contains("more than 64 levels deep"));
  std::string objects;
  for (int level = 0; level < 1 << 18; ++level) objects += R"({"a":)";
  CHECK_THAT(refusal_of(objects), contains("more than 64 levels deep"));
}

TEST_CASE("whatever is wrong with a text is an error of one short line", "[json_text]") {
  const std::string texts[] = {
      "",         "{",        "[1e999]",   "\xff\xfe", R"("\ud83d")",
      "\"a\nb\"", "[1, 2] 3", "\"\x1b[2J", "nothing",  "\"" + std::string(1 << 20, 'a')};
  for (const std::string& text : texts) {
    const std::string message = refusal_of(text);
    CHECK_FALSE(message.empty());
    CHECK(message.size() <= 300);
    CHECK(message.find_first_of("\n\x1b") == std::string::npos);
  }
}

TEST_CASE("an int is what the text says, or it is refused", "[json_text]") {
  const auto value = [](const char* text) { return int_at(*parse_json(text), "n"); };
  CHECK(value(R"({"n": 7})") == 7);
  CHECK(value(R"({"n": -2147483648})") == -2147483648);
  CHECK(value(R"({"n": 2147483647})") == 2147483647);
  for (const char* text : {R"({"n": 2147483648})", R"({"n": -2147483649})", R"({"n": 4294967297})",
                           R"({"n": 18446744073709551615})", R"({"n": 1e300})", R"({"n": 1.5})",
                           R"({"n": true})", R"({"n": "7"})", R"({"n": null})"}) {
    INFO(text);
    CHECK_THROWS_AS(value(text), std::invalid_argument);
  }
  CHECK_THROWS_AS(value("{}"), nlohmann::json::exception);
}
