#include "model/kernel/c_tokens.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace kbisect {
namespace {

// The functions of <cctype> depend on the locale.
bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  std::vector<CToken> tokens() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '/' && next() == '*') {
        comment();
      } else if (c == '/' && next() == '/') {
        skip(std::min(source_.find('\n', at_), source_.size()));
      } else if (c == '"' || c == '\'') {
        literal(c);
      } else if (begins_word(c)) {
        take(CToken::Kind::word, word_end());
      } else if (is_digit(c)) {
        // Skips the number with its suffix: 0x10UL.
        skip(word_end());
      } else {
        if (!is_blank(c)) tokens_.push_back({CToken::Kind::mark, source_.substr(at_, 1), line_});
        skip(at_ + 1);
      }
    }
    return std::move(tokens_);
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\'; }
  char next() const { return at_ + 1 < source_.size() ? source_[at_ + 1] : '\0'; }

  size_t word_end() const {
    size_t end = at_;
    while (end < source_.size() && (begins_word(source_[end]) || is_digit(source_[end]))) end += 1;
    return end;
  }

  void skip(size_t end) {
    line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         source_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  void take(CToken::Kind kind, size_t end) {
    tokens_.push_back({kind, source_.substr(at_, end - at_), line_});
    skip(end);
  }

  void comment() {
    const size_t end = source_.find("*/", at_ + 2);
    skip(end == std::string_view::npos ? source_.size() : end + 2);
  }

  // An unclosed literal ends with its line: an apostrophe in text that is not C must not swallow the rest.
  void literal(char quote) {
    size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != quote && source_[end] != '\n')
      end += source_[end] == '\\' && end + 1 < source_.size() ? 2 : 1;
    if (quote == '"') tokens_.push_back({CToken::Kind::text, source_.substr(at_ + 1, end - at_ - 1), line_});
    skip(std::min(end + 1, source_.size()));
  }

  std::string_view source_;
  size_t at_ = 0;
  int line_ = 1;
  std::vector<CToken> tokens_;
};

}  // namespace

std::vector<CToken> c_tokens(std::string_view source) {
  return Reader(source).tokens();
}

bool is_c_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 50> keywords{
      "auto",   "break",   "case",     "char",    "const",    "continue", "default", "define",   "do",
      "double", "elif",    "else",     "endif",   "enum",     "extern",   "float",   "for",      "goto",
      "if",     "ifdef",   "ifndef",   "include", "inline",   "int",      "long",    "register", "restrict",
      "return", "short",   "signed",   "sizeof",  "static",   "struct",   "switch",  "typedef",  "typeof",
      "undef",  "union",   "unsigned", "void",    "volatile", "while",    "bool",    "true",     "false",
      "NULL",   "defined", "error",    "pragma",  "warning"};
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

size_t closing(const std::vector<CToken>& tokens, size_t open) {
  const char opens = tokens[open].text.front();
  const char closes = opens == '(' ? ')' : '}';
  int depth = 0;
  for (size_t at = open; at < tokens.size(); ++at) {
    if (tokens[at].is_mark(opens)) depth += 1;
    if (tokens[at].is_mark(closes)) depth -= 1;
    if (depth == 0) return at;
  }
  return tokens.size() - 1;
}

}  // namespace kbisect
