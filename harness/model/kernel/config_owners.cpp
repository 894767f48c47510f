#include "model/kernel/config_owners.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "base/text.hpp"

namespace kbisect {
namespace {

// Resolves a word in the makefile of `directory` to a path from the top of the tree.
std::string path_of(const std::string& directory, const std::string& word) {
  // The makefiles of architectures name directories from the top.
  const std::filesystem::path base = word.starts_with("arch/") ? "" : directory;
  return (base / word).lexically_normal();
}

// CONFIG_X from "obj-$(CONFIG_X)"; empty if there is none.
std::string symbol_in(std::string_view variable) {
  constexpr std::string_view before = "$(CONFIG_";
  const size_t at = variable.find(before);
  if (at == std::string_view::npos) return {};
  const size_t begin = at + 2;
  const size_t end =
      variable.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", begin);
  const bool is_whole = end != std::string_view::npos && variable[end] == ')';
  return is_whole ? std::string(variable.substr(begin, end - begin)) : "";
}

// "ext4.o" from "ext4-y" or "ext4-objs"; empty if the variable does not list the parts of an object.
std::string whole_of(std::string_view variable) {
  for (const std::string_view end : {"-y", "-objs"}) {
    if (variable.ends_with(end)) return std::string(variable.substr(0, variable.size() - end.size())) + ".o";
  }
  return {};
}

}  // namespace

void ConfigOwners::add_makefile(const std::string& directory, std::string_view text) {
  std::string joined;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.remove_suffix(1);
    joined += line;
    joined += ' ';
    if (goes_on && !text.empty()) continue;
    add_line(directory, joined);
    joined.clear();
  }
}

void ConfigOwners::add_line(const std::string& directory, std::string_view line) {
  line = line.substr(0, line.find('#'));
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  std::string_view left = line.substr(0, equals);
  left = left.substr(0, left.find_last_not_of("+:?") + 1);
  const std::string variable(trimmed(left));
  const std::string symbol = symbol_in(variable);
  // "ext4-$(CONFIG_X)" lists parts of ext4.o as well.
  const std::string whole =
      symbol.empty() ? whole_of(variable) : variable.substr(0, variable.find("-$(")) + ".o";
  std::istringstream words{std::string(line.substr(equals + 1))};
  for (std::string word; words >> word;) {
    if (!word.ends_with(".o") && !word.ends_with('/')) continue;
    const std::string path = path_of(directory, word);
    if (!symbol.empty()) symbols_[path].insert(symbol);
    if (!whole.empty() && word.ends_with(".o")) wholes_[path].insert(path_of(directory, whole));
  }
}

std::set<std::string> ConfigOwners::owners(const std::string& object) const {
  std::set<std::string> found;
  std::set<std::string> seen{object};
  std::vector<std::string> open{object};
  const auto follow = [&](const std::string& path) {
    if (seen.insert(path).second) open.push_back(path);
  };
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    if (const auto own = symbols_.find(path); own != symbols_.end())
      found.insert(own->second.begin(), own->second.end());
    if (const auto wholes = wholes_.find(path); wholes != wholes_.end()) {
      for (const std::string& whole : wholes->second) follow(whole);
    }
    const size_t slash = path.find_last_of('/', path.size() - 2);
    if (slash != std::string::npos) follow(path.substr(0, slash + 1));
  }
  return found;
}

std::string ConfigOwners::module_of(const std::string& object) const {
  std::string whole = object;
  // Parts of parts are rare, and a cycle would be a mistake in the makefiles, so the depth is bounded.
  for (int depth = 0; depth < 3; ++depth) {
    const auto wholes = wholes_.find(whole);
    if (wholes == wholes_.end()) break;
    const auto real = std::find_if(wholes->second.begin(), wholes->second.end(), [](const std::string& one) {
      // What "obj-y" and "lib-y" list is not part of a module of that name.
      const std::string name = std::filesystem::path(one).stem();
      return name != "obj" && name != "lib";
    });
    if (real == wholes->second.end()) break;
    whole = *real;
  }
  std::string name = std::filesystem::path(whole).stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace kbisect
