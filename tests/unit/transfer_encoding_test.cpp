#include "model/patches/transfer_encoding.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("base64 is decoded, whatever stands between its digits", "[transfer_encoding]") {
  struct Row {
    const char* text;
    const char* bytes;
  };
  const Row rows[] = {{"", ""},  {"ZGlmZg==", "diff"}, {"ZGlm\r\nZg==\n", "diff"}, {"ZGlmZg", "diff"},
                      {"Z", ""}, {"!!ZGlm", "dif"}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(decode_base64(row.text) == row.bytes);
  }
}

TEST_CASE("quoted-printable is decoded, its soft line ends are gone", "[transfer_encoding]") {
  struct Row {
    const char* text;
    const char* bytes;
  };
  const Row rows[] = {{"", ""},        {"a=3D1", "a=1"},     {"J=c3=BCrgen", "J\xc3\xbcrgen"},
                      {"a=\nb", "ab"}, {"a= \t\r\nb", "ab"}, {"a=", "a"},
                      {"a=Zb", "aZb"}, {"a=4", "a4"},        {"a\nb", "a\nb"}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(decode_quoted_printable(row.text) == row.bytes);
  }
}
