#include "model/kernel/executed_code.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace kbisect {
namespace {

// The hexadecimal number at the start of the text, and what follows it.
std::optional<std::pair<std::uint64_t, std::string_view>> leading_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return std::pair(value, text.substr(static_cast<size_t>(end - text.data())));
}

struct Symbol {
  std::uint64_t address;
  std::string_view name;
};

// Matches "ffffffff81000000 T _stext": a symbol in the text section that is global, local or weak.
std::optional<Symbol> function_in(std::string_view line) {
  const auto number = leading_hex(line);
  if (!number) return std::nullopt;
  const auto& [address, rest] = *number;
  constexpr size_t name_at = 3;
  if (rest.size() <= name_at || rest[0] != ' ' || rest[2] != ' ') return std::nullopt;
  if (std::string_view("tTwW").find(rest[1]) == std::string_view::npos) return std::nullopt;
  return Symbol{address, rest.substr(name_at)};
}

}  // namespace

Functions Functions::from_nm(std::string_view text) {
  Functions functions;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const auto function = function_in(line);
    if (function) functions.by_address_[function->address].emplace_back(function->name);
    // Data comes after the code, so the highest address of any symbol bounds the functions.
    if (const auto number = leading_hex(line)) functions.end_ = std::max(functions.end_, number->first);
  }
  return functions;
}

void Functions::add_names_at(std::uint64_t address, std::set<std::string>& names) const {
  if (address >= end_) return;
  auto after = by_address_.upper_bound(address);
  if (after == by_address_.begin()) return;
  const auto& own = std::prev(after)->second;
  names.insert(own.begin(), own.end());
}

std::set<std::string> functions_run(std::string_view log, const Functions& functions) {
  std::set<std::string> names;
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    if (!line.starts_with("0x")) continue;
    const auto number = leading_hex(line.substr(2));
    if (number && number->second.starts_with(':')) functions.add_names_at(number->first, names);
  }
  return names;
}

std::map<std::string, std::set<std::string>> objects_by_function(std::string_view nm_of_objects,
                                                                 const std::string& folder) {
  std::map<std::string, std::set<std::string>> objects;
  const std::string start = folder + "/";
  while (!nm_of_objects.empty()) {
    std::string_view line = take_line(nm_of_objects);
    if (!line.starts_with(start)) continue;
    line.remove_prefix(start.size());
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (const auto function = function_in(line.substr(colon + 1)))
      objects[std::string(function->name)].emplace(line.substr(0, colon));
  }
  return objects;
}

}  // namespace kbisect
