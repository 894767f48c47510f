#include "model/kernel/boot_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace kbisect {
namespace {

// More values than this are a lookup table of some kind, not a choice to try.
constexpr size_t most_values = 8;

// The tokens from `begin` up to, but not including, `end`.
struct Range {
  size_t begin = 0;
  size_t end = 0;
};

template <size_t size>
bool is_any(const CToken& token, const std::array<std::string_view, size>& words) {
  return token.kind == CToken::Kind::word && std::find(words.begin(), words.end(), token.text) != words.end();
}

// --- the handler of __setup() and early_param() ---

// The body of a function that is defined in this file: "name ( ... ) {", whatever precedes it.
std::optional<Range> body_of(const std::vector<CToken>& tokens, std::string_view function) {
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!tokens[i].is_word(function) || !tokens[i + 1].is_mark('(')) continue;
    const size_t brace = closing(tokens, i + 1) + 1;
    if (brace < tokens.size() && tokens[brace].is_mark('{')) return Range{brace, closing(tokens, brace)};
  }
  return std::nullopt;
}

struct Handling {
  bool as_boolean = false;
  bool as_other = false;            // parsed into a value that no source can list
  std::vector<std::string> values;  // literals that it compares with
  std::vector<std::string> variables;
};

// Whether the text consists of letters, digits and a few signs, and so needs no quotes on a command line.
bool is_plain_value(std::string_view text) {
  return !text.empty() && text.size() < 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

// Adds the literals that the call compares with. A literal that ends in "=" or "," starts an option in a list
// and is not a value; is_plain_value() refuses it.
void add_values(const std::vector<CToken>& tokens, Range call, std::vector<std::string>& values) {
  for (size_t i = call.begin; i < call.end; ++i) {
    if (tokens[i].kind == CToken::Kind::text && is_plain_value(tokens[i].text))
      values.emplace_back(tokens[i].text);
  }
}

Handling handling_in(const std::vector<CToken>& tokens, Range body) {
  constexpr std::array<std::string_view, 2> booleans{"kstrtobool", "strtobool"};
  constexpr std::array<std::string_view, 9> comparisons{"strcmp",      "strncmp",          "strcasecmp",
                                                        "strncasecmp", "strstarts",        "str_has_prefix",
                                                        "sysfs_streq", "parse_option_str", "match_string"};
  constexpr std::array<std::string_view, 4> parsers{"get_option", "get_options", "memparse", "sscanf"};
  Handling handling;
  for (size_t i = body.begin; i + 1 < body.end; ++i) {
    const CToken& token = tokens[i];
    const bool is_call = tokens[i + 1].is_mark('(');
    if (token.is_mark('&') && tokens[i + 1].kind == CToken::Kind::word && !tokens[i - 1].is_mark('&'))
      handling.variables.emplace_back(tokens[i + 1].text);
    if (token.kind != CToken::Kind::word) continue;
    if (tokens[i + 1].is_mark('=') && !tokens[i + 2].is_mark('='))
      handling.variables.emplace_back(token.text);
    if (!is_call) continue;
    if (is_any(token, booleans)) {
      handling.as_boolean = true;
    } else if (is_any(token, comparisons)) {
      add_values(tokens, {i + 2, closing(tokens, i + 1)}, handling.values);
    } else if (is_any(token, parsers) || token.text.starts_with("kstrto") ||
               token.text.starts_with("simple_strto") || token.text.starts_with("str")) {
      handling.as_other = true;
    }
  }
  if (handling.values.size() > most_values) handling.values.clear();
  return handling;
}

std::vector<std::string> settings_of(const std::string& name, bool takes_value, const Handling& handling) {
  std::vector<std::string> settings;
  if (handling.as_boolean) settings = {name + "=1", name + "=0"};
  if (handling.as_boolean && !takes_value) settings.push_back(name);
  if (handling.as_boolean) return settings;
  for (const std::string& value : handling.values) settings.push_back(fmt::format("{}={}", name, value));
  if (settings.empty() && !takes_value && !handling.as_other) settings.push_back(name);
  return settings;
}

// --- declarations ---

class Declarations {
 public:
  Declarations(const std::vector<CToken>& tokens, const std::string& module)
      : tokens_(tokens), prefix_(module.empty() ? "" : module + ".") {}

  std::vector<BootParameter> all() {
    int definition = 0;
    for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (tokens_[i].is_word("define")) definition = tokens_[i].line;
      if (tokens_[i].is_word("MODULE_PARAM_PREFIX")) take_prefix(i);
      // "#define module_param(name, type, perm) module_param_named(...)" declares nothing.
      const bool is_call = tokens_[i].kind == CToken::Kind::word && tokens_[i + 1].is_mark('(');
      if (is_call && tokens_[i].line != definition) take(i);
    }
    return std::move(found_);
  }

 private:
  // Takes over the prefix from: #define MODULE_PARAM_PREFIX "rcupdate."
  void take_prefix(size_t at) {
    if (at > 0 && tokens_[at - 1].is_word("define") && tokens_[at + 1].kind == CToken::Kind::text)
      prefix_ = std::string(tokens_[at + 1].text);
  }

  // The first token of each argument of the call.
  std::vector<const CToken*> arguments(size_t open) const {
    std::vector<const CToken*> found;
    const size_t end = closing(tokens_, open);
    int depth = 0;
    bool begins = true;
    for (size_t at = open + 1; at < end; ++at) {
      const CToken& token = tokens_[at];
      if (depth == 0 && token.is_mark(',')) {
        begins = true;
        continue;
      }
      // "&ops" counts as "ops".
      if (begins && !token.is_mark('&')) {
        found.push_back(&token);
        begins = false;
      }
      if (token.is_mark('(')) depth += 1;
      if (token.is_mark(')')) depth -= 1;
    }
    return found;
  }

  void take(size_t at) {
    const CToken& macro = tokens_[at];
    if (macro.is_word("__setup") || macro.is_word("early_param")) {
      take_setup(macro.line, arguments(at + 1));
      return;
    }
    // The positions of the variable and the type in the arguments of each macro.
    struct Form {
      size_t variable;
      size_t type;
      bool has_prefix;
    };
    static const std::map<std::string_view, Form> forms{
        {"module_param", {0, 1, true}},       {"module_param_unsafe", {0, 1, true}},
        {"module_param_named", {1, 2, true}}, {"module_param_named_unsafe", {1, 2, true}},
        {"module_param_cb", {2, 1, true}},    {"core_param", {1, 2, false}}};
    const auto form = forms.find(macro.text);
    if (form == forms.end()) return;
    const auto given = arguments(at + 1);
    if (given.size() <= std::max(form->second.variable, form->second.type)) return;
    take_typed(macro.line, (form->second.has_prefix ? prefix_ : "") + std::string(given[0]->text),
               *given[form->second.variable], *given[form->second.type]);
  }

  void take_setup(int line, const std::vector<const CToken*>& given) {
    if (given.size() < 2 || given[0]->kind != CToken::Kind::text) return;
    std::string name(given[0]->text);
    const bool takes_value = name.ends_with('=');
    if (takes_value) name.pop_back();
    if (!is_plain_name(name)) return;
    const auto body = body_of(tokens_, given[1]->text);
    // A handler that is defined elsewhere does not show what it does with a value.
    const Handling handling = body ? handling_in(tokens_, *body) : Handling{.as_other = true};
    found_.push_back({name, line, settings_of(name, takes_value, handling), handling.variables});
  }

  // A bare name sets a boolean to 1 (kernel: param_set_bool() in kernel/params.c), so it is not a third
  // setting.
  void take_typed(int line, const std::string& name, const CToken& variable, const CToken& type) {
    constexpr std::array<std::string_view, 8> booleans{
        "bool",           "bint",           "invbool",           "bool_enable_only",
        "param_ops_bool", "param_ops_bint", "param_ops_invbool", "param_ops_bool_enable_only"};
    BootParameter parameter{.name = name, .line = line};
    if (!is_plain_name(name)) return;
    if (is_any(type, booleans)) parameter.settings = {name + "=1", name + "=0"};
    if (variable.kind == CToken::Kind::word) parameter.variables.emplace_back(variable.text);
    found_.push_back(std::move(parameter));
  }

  static bool is_plain_name(std::string_view name) {
    return !name.empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
               std::string_view::npos;
  }

  const std::vector<CToken>& tokens_;
  std::string prefix_;
  std::vector<BootParameter> found_;
};

}  // namespace

std::vector<BootParameter> boot_parameters(const std::vector<CToken>& tokens, const std::string& module) {
  return Declarations(tokens, module).all();
}

}  // namespace kbisect
