#include "model/trials/switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace kbisect {
namespace {

constexpr std::string_view config_prefix = "CONFIG_";
constexpr std::string_view module_end = "_MODULE";
// A variable that occurs in more places, such as "ret" or "sb", leads nowhere.
constexpr size_t most_places = 20;

class FileSwitches {
 public:
  explicit FileSwitches(const RelatedFile& file) : file_(file), tokens_(c_tokens(file.text)) {
    for (const CToken& token : tokens_) {
      if (token.kind == CToken::Kind::word) places_[token.text].push_back(token.line);
    }
  }

  void add_to(Switches& all) const {
    for (BootParameter& parameter : boot_parameters(tokens_, file_.module)) {
      Origin origin = origin_of(parameter.line, parameter.variables);
      all.parameters.push_back({std::move(parameter), std::move(origin)});
    }
    std::vector<SymbolSwitch> symbols;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      std::string_view word = tokens_[i].text;
      if (tokens_[i].kind != CToken::Kind::word || !word.starts_with(config_prefix)) continue;
      if (word.ends_with(module_end)) word.remove_suffix(module_end.size());
      symbols.push_back({std::string(word), origin_of(tokens_[i].line, set_by(i))});
    }
    add_symbols(all.symbols, symbols);
  }

 private:
  // "x" from "static bool x = IS_ENABLED(CONFIG_X);"
  std::vector<std::string> set_by(size_t at) const {
    const int line = tokens_[at].line;
    for (size_t i = at; i > 1 && tokens_[i].line == line; --i) {
      const bool is_set = tokens_[i].is_mark('=') && tokens_[i - 1].kind == CToken::Kind::word;
      if (is_set) return {std::string(tokens_[i - 1].text)};
    }
    return {};
  }

  int lines_to_use(int line) const {
    int nearest = std::numeric_limits<int>::max();
    for (const int use : file_.lines) nearest = std::min(nearest, std::abs(use - line));
    return nearest;
  }

  Origin origin_of(int line, const std::vector<std::string>& variables) const {
    int lines = lines_to_use(line);
    for (const std::string& variable : variables) {
      const auto places = places_.find(variable);
      if (places == places_.end() || places->second.size() > most_places) continue;
      for (const int place : places->second) lines = std::min(lines, lines_to_use(place));
    }
    return {.where = fmt::format("{}:{}", file_.path, line),
            .identifier = file_.identifier,
            .nearness = {.relation = file_.path.ends_with(".h") ? Relation::in_header : Relation::tested,
                         .users = file_.users,
                         .lines = lines}};
  }

  const RelatedFile& file_;
  std::vector<CToken> tokens_;
  std::map<std::string_view, std::vector<int>> places_;
};

template <class Switch>
void sort_by_nearness(std::vector<Switch>& switches) {
  std::stable_sort(switches.begin(), switches.end(), [](const Switch& one, const Switch& other) {
    return one.origin.nearness < other.origin.nearness;
  });
}

// A parameter may be declared in several places, as in each arm of an #ifdef.
void keep_nearest(std::vector<ParameterSwitch>& sorted) {
  std::set<std::pair<std::string, std::vector<std::string>>> known;
  std::erase_if(sorted, [&](const ParameterSwitch& one) {
    return !known.emplace(one.parameter.name, one.parameter.settings).second;
  });
}

}  // namespace

Switches switches_in(const std::vector<RelatedFile>& files) {
  Switches all;
  for (const RelatedFile& file : files) FileSwitches(file).add_to(all);
  sort_by_nearness(all.parameters);
  keep_nearest(all.parameters);
  sort_by_nearness(all.symbols);
  return all;
}

void add_symbols(std::vector<SymbolSwitch>& symbols, const std::vector<SymbolSwitch>& more) {
  std::map<std::string, size_t> known;
  for (size_t i = 0; i < symbols.size(); ++i) known[symbols[i].symbol] = i;
  for (const SymbolSwitch& one : more) {
    const auto [place, is_new] = known.try_emplace(one.symbol, symbols.size());
    if (is_new) {
      symbols.push_back(one);
    } else if (one.origin.nearness < symbols[place->second].origin.nearness) {
      symbols[place->second].origin = one.origin;
    }
  }
  sort_by_nearness(symbols);
}

}  // namespace kbisect
