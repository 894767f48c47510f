// A patch and sources of a kernel tree, possibly malformed: every name found is part of the text.
#include <algorithm>

#include "model/trials/hunk_names.hpp"
#include "model/trials/switches.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

namespace {

bool stands_in(std::string_view text, const std::string& word) {
  return text.find(word) != std::string_view::npos;
}

void check_tokens(std::string_view input) {
  const char* end = input.data();
  int line = 1;
  for (const CToken& token : c_tokens(input)) {
    must(token.text.data() >= end && token.text.data() + token.text.size() <= input.data() + input.size(),
         "tokens are pieces of the source, in order");
    must(token.kind == CToken::Kind::text || !token.text.empty(), "only a string is empty");
    must(token.line >= line, "lines only grow");
    end = token.text.data() + token.text.size();
    line = token.line;
  }
  must(line <= 1 + std::count(input.begin(), input.end(), '\n'), "a line is one of the source");
}

}  // namespace

void fuzz_one(std::string_view input) {
  check_tokens(input);
  const HunkNames names = names_in_hunks(input);
  for (const std::string& word : names.identifiers)
    must(stands_in(input, word) && !is_c_keyword(word), "an identifier is a word of the patch");
  for (const std::string& symbol : names.symbols)
    must(stands_in(input, symbol.substr(symbol.find('_') + 1)), "a symbol is one of the patch");

  const int use = static_cast<int>(number_of(input) % 50);
  RelatedFile file{.path = "a.c", .text = std::string(input), .module = "m", .lines = {use}};
  const Switches once = switches_in({file});
  const auto nearer = [](const auto& one, const auto& other) {
    return one.origin.nearness < other.origin.nearness;
  };
  must(std::is_sorted(once.symbols.begin(), once.symbols.end(), nearer), "symbols are in order");
  must(std::is_sorted(once.parameters.begin(), once.parameters.end(), nearer), "so are parameters");
  for (const SymbolSwitch& one : once.symbols)
    must(stands_in(input, one.symbol), "a symbol stands in its file");
  for (const ParameterSwitch& one : once.parameters) {
    for (const std::string& setting : one.parameter.settings) {
      must(setting.starts_with(one.parameter.name), "a setting is of its parameter");
      must(setting.find_first_of(" \n\"") == std::string::npos, "a setting is one word");
    }
  }
  // The same content in a second file adds no symbol.
  file.path = "b.c";
  must(
      switches_in({file, {.path = "a.c", .text = file.text, .module = "m", .lines = {use}}}).symbols.size() ==
          once.symbols.size(),
      "a symbol is there once");
}
