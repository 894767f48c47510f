#include "model/kernel/kconfig_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace kbisect {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view prefix = "CONFIG_";

// Whether the line begins with the keyword; sets `rest` to what follows it, without a comment.
bool takes(std::string_view line, std::string_view keyword, std::string_view& rest) {
  if (!line.starts_with(keyword)) return false;
  const std::string_view after = line.substr(keyword.size());
  if (!after.empty() && blanks.find(after.front()) == std::string_view::npos) return false;
  rest = trimmed(after.substr(0, after.find('#')));
  return true;
}

// The type that a line of an entry gives its symbol, with or without a prompt.
SymbolType type_in(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, SymbolType>, 7> types{
      {{"bool", SymbolType::boolean},
       {"def_bool", SymbolType::boolean},
       {"tristate", SymbolType::tristate},
       {"def_tristate", SymbolType::tristate},
       {"int", SymbolType::other},
       {"hex", SymbolType::other},
       {"string", SymbolType::other}}};
  std::string_view rest;
  const auto* type =
      std::find_if(types.begin(), types.end(), [&](const auto& one) { return takes(line, one.first, rest); });
  return type == types.end() ? SymbolType::unknown : type->second;
}

bool has_prompt(std::string_view line) {
  constexpr std::array keywords{"bool", "tristate", "int", "hex", "string", "prompt"};
  return std::any_of(keywords.begin(), keywords.end(), [&](const char* keyword) {
    std::string_view rest;
    return takes(line, keyword, rest) && !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
  });
}

// EXPERT from 'bool "Enable the block layer" if EXPERT': without it there is no prompt, and the default
// holds.
std::string_view prompt_condition(std::string_view line) {
  constexpr std::array keywords{"bool", "tristate", "int", "hex", "string", "prompt"};
  std::string_view rest;
  const bool is_prompt =
      std::any_of(keywords.begin(), keywords.end(), [&](const char* one) { return takes(line, one, rest); });
  const size_t end = rest.rfind('"');
  if (!is_prompt || end == std::string_view::npos) return {};
  std::string_view condition;
  return takes(trimmed(rest.substr(end + 1)), "if", condition) ? condition : std::string_view();
}

// Reads lines; one that ends in a backslash is joined with the next.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next() {
    if (rest_.empty()) return false;
    line_.clear();
    number_ += joined_;
    joined_ = 0;
    bool goes_on = true;
    while (goes_on && !rest_.empty()) {
      std::string_view piece = take_line(rest_);
      goes_on = piece.ends_with('\\');
      if (goes_on) piece.remove_suffix(1);
      line_ += line_.empty() ? piece : trimmed(piece);
      joined_ += 1;
    }
    return true;
  }

  std::string_view line() const { return line_; }
  int number() const { return number_; }

 private:
  std::string_view rest_;
  std::string line_;
  int number_ = 1;
  int joined_ = 0;
};

}  // namespace

bool is_config_symbol(std::string_view text) {
  constexpr std::string_view start = "CONFIG_";
  return text.size() > start.size() && text.starts_with(start) &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
             std::string_view::npos;
}

std::vector<SymbolDeclaration> declarations_of(std::string_view symbol, const std::string& path,
                                               std::string_view text) {
  std::vector<SymbolDeclaration> found;
  if (!symbol.starts_with(prefix)) return found;
  symbol.remove_prefix(prefix.size());
  std::vector<std::string> around;
  bool inside = false;
  bool in_choice = false;
  bool in_help = false;
  for (Lines lines(text); lines.next();) {
    const std::string_view line = trimmed(lines.line());
    const bool is_entry = !line.empty() && blanks.find(lines.line().front()) == std::string_view::npos;
    std::string_view rest;
    if ((takes(line, "config", rest) || takes(line, "menuconfig", rest)) &&
        rest.find_first_of(blanks) == std::string_view::npos) {
      // Entries of a choice are often indented, so indented lines count too; help texts do not have such a
      // line.
      inside = rest == symbol;
      in_help = false;
      if (inside) {
        found.push_back({.where = fmt::format("{}:{}", path, lines.number()),
                         .conditions = around,
                         .is_choice = in_choice});
      }
    } else if (is_entry && (takes(line, "choice", rest) || takes(line, "endchoice", rest))) {
      inside = false;
      in_choice = line.starts_with("choice");
    } else if (is_entry && takes(line, "if", rest)) {
      inside = false;
      around.emplace_back(rest);
    } else if (is_entry && takes(line, "endif", rest)) {
      inside = false;
      if (!around.empty()) around.pop_back();
    } else if (inside && !in_help && takes(line, "depends on", rest)) {
      found.back().conditions.emplace_back(rest);
    } else if (inside && takes(line, "help", rest)) {
      in_help = true;
    } else if (inside && !in_help && (type_in(line) != SymbolType::unknown || has_prompt(line))) {
      SymbolDeclaration& own = found.back();
      if (type_in(line) != SymbolType::unknown) own.type = type_in(line);
      own.has_prompt = own.has_prompt || has_prompt(line);
      const auto condition = prompt_condition(line);
      if (!condition.empty()) own.conditions.push_back(fmt::format("{} for its prompt", condition));
    } else if (is_entry && !line.starts_with('#')) {
      inside = false;
    }
  }
  return found;
}

std::vector<std::string> declared_symbols(std::string_view text) {
  std::vector<std::string> found;
  for (Lines lines(text); lines.next();) {
    const std::string_view line = trimmed(lines.line());
    std::string_view name;
    if ((takes(line, "config", name) || takes(line, "menuconfig", name)) && !name.empty() &&
        name.find_first_of(blanks) == std::string_view::npos)
      found.push_back(std::string(prefix) + std::string(name));
  }
  return found;
}

std::string explained(const std::vector<SymbolDeclaration>& declarations) {
  constexpr size_t enough = 3;
  if (declarations.empty()) return "this kernel has no such symbol";
  std::vector<std::string> parts;
  for (const SymbolDeclaration& one : declarations) {
    if (parts.size() == enough) break;
    parts.push_back(one.conditions.empty()
                        ? fmt::format("declared without a condition ({})", one.where)
                        : fmt::format("it depends on {} ({})", fmt::join(one.conditions, ", "), one.where));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace kbisect
