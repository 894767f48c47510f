#include "model/kernel/command_file.hpp"

#include <algorithm>
#include <cctype>

namespace kbisect {
namespace {

// Turns "../fs/../include/linux/fs.h" into "include/linux/fs.h".
std::string without_detours(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty()) {
      parts.pop_back();
    } else if (part != "..") {
      parts.push_back(part);
    }
  }
  std::string result;
  for (const std::string_view part : parts) {
    if (!result.empty()) result += '/';
    result += part;
  }
  return result;
}

}  // namespace

std::vector<std::string> files_named_in(std::string_view text, std::string_view source) {
  std::vector<std::string> files;
  const std::string top = std::string(source) + "/";
  // A word may be a file that was opened or an option that contains its name. In both, a path in the tree
  // follows the name of its top; a path that names no file does no harm.
  constexpr std::string_view between = " \t\n\\'\"()=,;:";
  size_t at = 0;
  while ((at = text.find(top, at)) != std::string_view::npos) {
    const size_t begin = at + top.size();
    const size_t end = std::min(text.find_first_of(between, begin), text.size());
    // A match inside a path, as in "include/../fs", is not the top of the tree.
    const bool is_first = at == 0 || text[at - 1] != '/';
    if (is_first) files.push_back(without_detours(text.substr(begin, end - begin)));
    at = is_first ? end : begin;
  }
  return files;
}

std::vector<std::string> symbols_named_in(std::string_view text) {
  std::vector<std::string> symbols;
  constexpr std::string_view folder = "include/config/";
  constexpr std::string_view old_ending = ".h";
  for (size_t at = text.find(folder); at != std::string_view::npos; at = text.find(folder, at + 1)) {
    const size_t begin = at + folder.size();
    std::string name(text.substr(begin, text.find_first_of(") \t\n\\", begin) - begin));
    // Up to 5.13: include/config/blk/dev/loop.h for CONFIG_BLK_DEV_LOOP.
    if (name.ends_with(old_ending)) {
      name.resize(name.size() - old_ending.size());
      for (char& c : name)
        c = c == '/' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    // Others are files of Kconfig's own, such as auto.conf.
    if (!name.empty() && name.find('.') == std::string::npos) symbols.push_back("CONFIG_" + name);
  }
  return symbols;
}

std::optional<std::string> compiled_object(std::string_view path, std::string_view text) {
  constexpr std::string_view ending = ".o.cmd";
  if (path.starts_with("scripts/") || path.starts_with("tools/") || !path.ends_with(ending))
    return std::nullopt;
  // fixdep writes this line for a compiled source; the rules that link do not.
  if (text.find("\nsource_") == std::string_view::npos) return std::nullopt;
  const size_t name = path.rfind('/') + 1;
  if (path[name] != '.' || path.size() - name <= ending.size()) return std::nullopt;
  std::string object(path.substr(0, name));
  object += path.substr(name + 1, path.size() - name - 1 - std::string_view(".cmd").size());
  return object;
}

}  // namespace kbisect
