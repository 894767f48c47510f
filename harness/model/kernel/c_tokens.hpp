// Splits C source into words, strings and marks, which is enough to look for names. Nothing is preprocessed
// or parsed, and any bytes are accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct CToken {
  enum class Kind {
    word,  // an identifier or keyword
    text,  // the contents of a string literal, escapes as written
    mark,  // any other character, except for blanks, backslashes, comments, numbers and character constants
  };
  Kind kind = Kind::mark;
  std::string_view text;  // a view of the source
  int line = 1;           // the line that it begins on, from 1

  bool is_word(std::string_view wanted) const { return kind == Kind::word && text == wanted; }
  bool is_mark(char wanted) const { return kind == Kind::mark && text.front() == wanted; }
};

// The tokens refer to `source`, which must outlive them.
std::vector<CToken> c_tokens(std::string_view source);

bool is_c_keyword(std::string_view word);

// The index of the token that closes the '(' or '{' at index `open`; the index of the last token if none
// does.
size_t closing(const std::vector<CToken>& tokens, size_t open);

}  // namespace kbisect
