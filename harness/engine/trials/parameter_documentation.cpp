#include "engine/trials/parameter_documentation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "tools/git_grep.hpp"

namespace kbisect {
namespace {

// Whether this line begins the parameter's entry: "	loop.max_loop=	[...]".
bool begins_entry(std::string_view line, std::string_view parameter) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t*`"), line.size()));
  if (!line.starts_with(parameter)) return false;
  line.remove_prefix(parameter.size());
  return line.empty() || std::string_view("= \t`[:").find(line.front()) != std::string_view::npos;
}

// The entry goes on until a line that is no farther to the right than its first one.
std::string text_of_entry(std::string_view from_entry) {
  std::string text(take_line(from_entry));
  const size_t indentation = text.find_first_not_of(" \t");
  while (!from_entry.empty()) {
    const std::string_view line = take_line(from_entry);
    if (line.find_first_not_of(" \t") <= indentation) break;
    text += "\n" + std::string(line);
  }
  return text;
}

// Of the lines that look like its beginning the one farthest to the left: the others are mentions in entries
// of other parameters ("Equivalent to: nopti").
Documentation entry_in(std::string_view text, const std::string& parameter, const std::string& path) {
  Documentation found;
  size_t least = std::string_view::npos;
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view from_here = text;
    const std::string_view own = take_line(text);
    const size_t indentation = own.find_first_not_of(" \t");
    if (indentation >= least || !begins_entry(own, parameter)) continue;
    least = indentation;
    found = {.where = fmt::format("{}:{}", path, line), .text = text_of_entry(from_here)};
  }
  return found;
}

}  // namespace

Documentation documentation_of(const std::string& parameter, const GitReader& git,
                               const std::string& commit) {
  constexpr const char* folder = "Documentation/admin-guide";
  constexpr const char* list = "Documentation/admin-guide/kernel-parameters.txt";
  std::vector<std::string> paths{list};
  for (const WordUse& use : find_words(git.common_directory(), commit, {parameter}, {folder})) {
    if (std::find(paths.begin(), paths.end(), use.path) == paths.end()) paths.push_back(use.path);
  }
  for (const std::string& path : paths) {
    Documentation found = entry_in(git.file(commit, path).value_or(""), parameter, path);
    if (!found.where.empty()) return found;
  }
  return {};
}

}  // namespace kbisect
