// C source as words and strings, enough to look for what it names: nothing is preprocessed or parsed, and any
// bytes give some tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

struct CToken {
  enum class Kind {
    word,  // an identifier or keyword
    text,  // of a string literal, without its quotes and as it stands
    mark,  // one character of anything else, but for numbers, blanks and comments, which are no tokens
  };
  Kind kind = Kind::mark;
  std::string_view text;  // of the source
  int line = 1;           // that it begins in

  bool is_word(std::string_view wanted) const { return kind == Kind::word && text == wanted; }
  bool is_mark(char wanted) const { return kind == Kind::mark && text.front() == wanted; }
};

// `source` outlives them.
std::vector<CToken> c_tokens(std::string_view source);

bool is_c_keyword(std::string_view word);

// The index of the token that closes the bracket at `open`, which is a '(' or '{'; that of the last token
// where none does.
size_t closing(const std::vector<CToken>& tokens, size_t open);

}  // namespace kbisect
