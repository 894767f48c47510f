#include "model/kernel/build_log.hpp"

#include <array>

#include "base/text.hpp"

namespace kbisect {
namespace {

bool contains_any(std::string_view line, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (line.find(part) != std::string_view::npos) return true;
  }
  return false;
}

bool is_tool_error(std::string_view line) {
  return contains_any(line, {": error: ", ": fatal error: ", ": Error: ", "undefined reference to",
                             "multiple definition of", "ERROR: modpost"});
}

// Matches "fs/Kconfig:12: syntax error", and "error: ..." for an error without a position.
bool is_kconfig_error(std::string_view line) {
  if (line.starts_with("error: ")) return true;
  const size_t file = line.find("Kconfig");
  const size_t colon = file == std::string_view::npos ? file : line.find(':', file);
  if (colon == std::string_view::npos || colon + 1 == line.size()) return false;
  const bool numbered = is_digit(line[colon + 1]);
  return numbered && line.find("warning:") == std::string_view::npos;
}

// make's own "*** [Makefile:5: allnoconfig] Error 2", which names no reason.
bool is_recipe_error(std::string_view line) {
  return line.find("*** [") != std::string_view::npos;
}

// What a recipe that failed said last, if it is no progress ("  HOSTCC  scripts/kconfig/conf.o").
std::string said_before_make(std::string_view log) {
  std::string_view last;
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    if (is_recipe_error(line)) break;
    if (!trimmed(line).empty()) last = line;
  }
  const bool is_message = !last.empty() && last[0] != ' ' && !last.starts_with("make");
  return is_message ? std::string(trimmed(last)) : "";
}

}  // namespace

std::string first_build_error(std::string_view log) {
  std::string make_error;
  std::string last;
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    if (is_tool_error(line)) return std::string(trimmed(line));
    if (make_error.empty() && line.find("*** ") != std::string_view::npos) make_error = trimmed(line);
    if (!trimmed(line).empty()) last = trimmed(line);
  }
  return make_error.empty() ? last : make_error;
}

bool is_same_error(std::string_view one, std::string_view other) {
  const auto without_numbers = [](std::string_view error) {
    std::string text(error);
    std::erase_if(text, is_digit);
    return text;
  };
  return without_numbers(one) == without_numbers(other);
}

std::string failed_object(std::string_view log) {
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    // "make[3]: *** [scripts/Makefile.build:250: fs/ext4/super.o] Error 1"
    const size_t stars = line.find("*** [");
    const size_t end = line.rfind("] Error ");
    if (stars == std::string_view::npos || end == std::string_view::npos || end < stars) continue;
    std::string_view target = line.substr(0, end);
    target.remove_prefix(target.find_last_of(" [") + 1);
    if (target.ends_with(".o") && target.find('/') != std::string_view::npos) return std::string(target);
  }
  return {};
}

std::string first_config_error(std::string_view log) {
  for (std::string_view rest = log; !rest.empty();) {
    const std::string_view line = take_line(rest);
    if (!is_kconfig_error(line)) continue;
    std::string error(line);
    // The symbols of the loop are named on the lines that follow.
    if (line.find("recursive dependency") != std::string_view::npos) {
      const std::string_view next = take_line(rest);
      const size_t begin = next.find("symbol ");
      if (begin != std::string_view::npos) error += " " + std::string(next.substr(begin));
    }
    return error;
  }
  const std::string error = first_build_error(log);
  const std::string said = is_recipe_error(error) ? said_before_make(log) : "";
  return said.empty() ? error : said;
}

namespace {

// Matches a shell's complaint about a program that is not installed ("sh: 1: lz4: not found"). A missing
// script of the tree itself, which is named by its path, is the commit's own fault.
bool names_missing_program(std::string_view line) {
  for (const std::string_view end : {": command not found", ": not found"}) {
    if (!line.ends_with(end)) continue;
    const std::string_view before = line.substr(0, line.size() - end.size());
    const size_t colon = before.rfind(": ");
    if (colon == std::string_view::npos) return false;
    const std::string_view name = before.substr(colon + 2);
    return !name.empty() && name.find_first_of("/ ") == std::string_view::npos;
  }
  return false;
}

// Whether memory or processes ran out.
bool names_exhaustion(std::string_view line) {
  return contains_any(line, {"Cannot allocate memory", "out of memory allocating", "memory exhausted",
                             "Resource temporarily unavailable", "Cannot fork"});
}

// What make prints for a tool, and collect2 for a linker, that was killed.
bool names_kill(std::string_view line) {
  return contains_any(line, {"Killed signal terminated program", "] Killed", " Killed  ", "] Error 137",
                             "[Killed]", "] Terminated", "] Error 143"});
}

}  // namespace

std::optional<std::string> infrastructure_trouble(std::string_view log, const Confinement& confinement) {
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    const bool is_explained = (confinement.read_only && contains_any(line, {"Read-only file system"})) ||
                              ((confinement.limited || confinement.at_limit) && names_exhaustion(line)) ||
                              (confinement.at_limit && names_kill(line));
    if (!is_explained &&
        (names_missing_program(line) || names_exhaustion(line) || names_kill(line) ||
         contains_any(line, {"No space left on device", "Read-only file system", "Disk quota exceeded",
                             "Input/output error", ": I/O error", "Too many open files"}))) {
      return std::string(trimmed(line));
    }
  }
  return std::nullopt;
}

void BuildProgress::feed(std::string_view piece) {
  const size_t end = piece.rfind('\n');
  if (end == std::string_view::npos) {
    partial_ += piece;
    return;
  }
  partial_ += piece.substr(0, end);
  for (std::string_view rest = partial_; !rest.empty();) {
    const std::string_view line = take_line(rest);
    constexpr std::array<std::string_view, 3> compilers{"  CC ", "  AS ", "  HOSTCC "};
    if (line.substr(0, 2) == "  " && line.size() > 2 && line[2] != ' ') {
      const std::string text(trimmed(line));
      const size_t blank = text.find(' ');
      const size_t target = text.find_first_not_of(' ', blank);
      if (blank != std::string::npos && target != std::string::npos) {
        current_ = text.substr(0, blank) + " " + text.substr(target);
      }
    }
    for (const std::string_view compiler : compilers) {
      if (line.substr(0, compiler.size()) == compiler) objects_ += 1;
    }
  }
  partial_ = piece.substr(end + 1);
}

}  // namespace kbisect
