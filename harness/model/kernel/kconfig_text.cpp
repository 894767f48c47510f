#include "model/kernel/kconfig_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace kbisect {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view prefix = "CONFIG_";

// What follows the keyword that the line begins with.
std::optional<std::string_view> behind_keyword(std::string_view line, std::string_view keyword) {
  if (!line.starts_with(keyword)) return std::nullopt;
  const std::string_view after = line.substr(keyword.size());
  if (!after.empty() && blanks.find(after.front()) == std::string_view::npos) return std::nullopt;
  return trimmed(after);
}

// Whether the line begins with the keyword; sets `rest` to what follows it, without a comment.
bool takes(std::string_view line, std::string_view keyword, std::string_view& rest) {
  const auto after = behind_keyword(line, keyword);
  if (after) rest = trimmed(after->substr(0, after->find('#')));
  return after.has_value();
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

// What a line with a prompt has behind it: 'if EXPERT' from 'bool "Enable the block layer" if EXPERT'.
std::optional<std::string_view> behind_prompt(std::string_view line) {
  std::string_view rest;
  for (const char* keyword : {"bool", "tristate", "int", "hex", "string", "prompt"})
    rest = behind_keyword(line, keyword).value_or(rest);
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return std::nullopt;
  for (size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '\\') {
      at += 1;
    } else if (rest[at] == rest.front()) {
      return trimmed(rest.substr(at + 1));
    }
  }
  return std::string_view();
}

bool has_prompt(std::string_view line) {
  return behind_prompt(line).has_value();
}

// EXPERT from 'bool "Enable the block layer" if EXPERT': without it there is no prompt, and the default
// holds.
std::string_view prompt_condition(std::string_view line) {
  std::string_view condition;
  const auto behind = behind_prompt(line);
  return behind && takes(*behind, "if", condition) ? condition : std::string_view();
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

// Where the line's text begins; a tab goes on to the next multiple of eight.
int column_of(std::string_view line) {
  constexpr int tab = 8;
  int column = 0;
  for (const char c : line) {
    if (c != ' ' && c != '\t') break;
    column = c == '\t' ? (column / tab + 1) * tab : column + 1;
  }
  return column;
}

// Finds the declarations of one symbol, and what the blocks around them demand.
class DeclarationReader {
 public:
  DeclarationReader(std::string_view symbol, const std::string& path) : symbol_(symbol), path_(path) {}

  void read(std::string_view whole_line, int number) {
    const std::string_view line = trimmed(whole_line);
    if (is_help(whole_line, line)) return;
    const bool is_entry = !line.empty() && blanks.find(whole_line.front()) == std::string_view::npos;
    std::string_view rest;
    if ((takes(line, "config", rest) || takes(line, "menuconfig", rest)) &&
        rest.find_first_of(blanks) == std::string_view::npos) {
      // Entries of a choice are often indented, so indented lines count too.
      at_ = rest == symbol_ ? Part::own_entry : Part::other;
      if (at_ == Part::own_entry) declare(number);
    } else if (is_entry && !line.starts_with('#')) {
      at_ = Part::other;
      read_block(line);
    } else if (takes(line, "help", rest) || takes(line, "---help---", rest)) {  // the latter up to 5.8
      before_help_ = at_;
      at_ = Part::help;
      help_column_.reset();
    } else if (takes(line, "depends on", rest)) {
      if (at_ == Part::own_entry) found_.back().conditions.emplace_back(rest);
      if (at_ == Part::head_of_block) blocks_.back().conditions.emplace_back(rest);
    } else if (at_ == Part::own_entry) {
      read_attribute(line);
    }
  }

  const std::vector<SymbolDeclaration>& found() const { return found_; }

 private:
  // An "if", a menu or a choice, and what it demands of everything in it.
  struct Block {
    std::vector<std::string> conditions;
    bool is_choice = false;
  };
  enum class Part { other, own_entry, help, head_of_block };

  // A help text lasts for as long as its lines are as far to the right as the first one.
  bool is_help(std::string_view whole_line, std::string_view line) {
    if (at_ != Part::help) return false;
    if (line.empty()) return true;
    const int column = column_of(whole_line);
    if (!help_column_) help_column_ = column;
    if (column == 0 || column < *help_column_) {
      at_ = before_help_;
      return false;
    }
    if (before_help_ == Part::own_entry) found_.back().help += std::string(line) + "\n";
    return true;
  }

  void declare(int number) {
    SymbolDeclaration own{.where = fmt::format("{}:{}", path_, number)};
    for (const Block& block : blocks_) {
      own.conditions.insert(own.conditions.end(), block.conditions.begin(), block.conditions.end());
      own.is_choice = own.is_choice || block.is_choice;
    }
    found_.push_back(std::move(own));
  }

  void read_block(std::string_view line) {
    std::string_view rest;
    if (takes(line, "if", rest)) {
      blocks_.push_back({.conditions = {std::string(rest)}});
    } else if (takes(line, "menu", rest) || takes(line, "choice", rest)) {
      blocks_.push_back({.is_choice = line.starts_with("choice")});
      at_ = Part::head_of_block;
    } else if (takes(line, "endif", rest) || takes(line, "endmenu", rest) || takes(line, "endchoice", rest)) {
      if (!blocks_.empty()) blocks_.pop_back();
    }
  }

  void read_attribute(std::string_view line) {
    SymbolDeclaration& own = found_.back();
    std::string_view rest;
    for (const char* keyword : {"default", "def_bool", "def_tristate"}) {
      if (takes(line, keyword, rest)) own.defaults.emplace_back(rest);
    }
    if (type_in(line) != SymbolType::unknown) own.type = type_in(line);
    own.has_prompt = own.has_prompt || has_prompt(line);
    const auto condition = prompt_condition(line);
    if (!condition.empty()) own.conditions.push_back(fmt::format("{} for its prompt", condition));
  }

  std::string_view symbol_;
  const std::string& path_;
  std::vector<Block> blocks_;
  Part at_ = Part::other;
  Part before_help_ = Part::other;
  std::optional<int> help_column_;
  std::vector<SymbolDeclaration> found_;
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
  if (!symbol.starts_with(prefix)) return {};
  DeclarationReader reader(symbol.substr(prefix.size()), path);
  for (Lines lines(text); lines.next();) reader.read(lines.line(), lines.number());
  return reader.found();
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

bool is_default(const std::vector<SymbolDeclaration>& declarations, std::string_view value) {
  std::vector<std::string_view> defaults;
  for (const SymbolDeclaration& one : declarations) {
    if (!one.defaults.empty()) defaults.emplace_back(one.defaults.front());
  }
  if (defaults.empty()) return value == "n";
  return std::all_of(defaults.begin(), defaults.end(), [&](std::string_view one) { return one == value; });
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
