#include "model/kernel/c_tokens.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// The tokens, separated by spaces, each with its line number; strings are quoted.
std::string listed(std::string_view source) {
  std::string all;
  for (const CToken& token : c_tokens(source)) {
    const char* quote = token.kind == CToken::Kind::text ? "\"" : "";
    all += std::to_string(token.line) + ":" + quote + std::string(token.text) + quote + " ";
  }
  return all;
}

}  // namespace

TEST_CASE("words, strings and marks are told apart, comments and numbers are none", "[c_tokens]") {
  CHECK(listed("int x_1 = 0x10UL; /* no\nword */ f(\"a \\\" b\") // end\ny") ==
        "1:int 1:x_1 1:= 1:; 2:f 2:( 2:\"a \\\" b\" 2:) 3:y ");
  CHECK(listed("'\"' a") == "1:a ");
  CHECK(listed("a \\\n b") == "1:a 2:b ");
}

TEST_CASE("what is not closed ends with its line, or with the text", "[c_tokens]") {
  CHECK(listed("it's prose\nnext") == "1:it 2:next ");
  CHECK(listed("\"open\nnext") == "1:\"open\" 2:next ");
  CHECK(listed("a /* open") == "1:a ");
  CHECK(listed("\"\\").starts_with("1:"));
}

TEST_CASE("brackets are closed by their own", "[c_tokens]") {
  const auto tokens = c_tokens("f(a(b), c) { { } }");
  CHECK(closing(tokens, 1) == 8);
  CHECK(closing(tokens, 9) == 12);
  CHECK(closing(c_tokens("f(a"), 1) == 2);
}
