#include "model/kernel/build_log.hpp"

#include <array>
#include <functional>

namespace kbisect {
namespace {

// Calls `visit` for each line until it returns true.
void each_line(std::string_view text, const std::function<bool(std::string_view)>& visit) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (visit(text.substr(0, end))) return;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

bool contains_any(std::string_view line, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (line.find(part) != std::string_view::npos) return true;
  }
  return false;
}

std::string trimmed(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  const size_t end = line.find_last_not_of(" \t\r");
  return std::string(line.substr(begin, end - begin + 1));
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
  const bool numbered = line[colon + 1] >= '0' && line[colon + 1] <= '9';
  return numbered && line.find("warning:") == std::string_view::npos;
}

}  // namespace

std::string first_build_error(std::string_view log) {
  std::string tool_error;
  std::string make_error;
  std::string last;
  each_line(log, [&](std::string_view line) {
    if (is_tool_error(line)) tool_error = trimmed(line);
    if (make_error.empty() && line.find("*** ") != std::string_view::npos) make_error = trimmed(line);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) last = trimmed(line);
    return !tool_error.empty();
  });
  if (!tool_error.empty()) return tool_error;
  return make_error.empty() ? last : make_error;
}

bool is_same_error(std::string_view one, std::string_view other) {
  const auto without_numbers = [](std::string_view error) {
    std::string text(error);
    std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
    return text;
  };
  return without_numbers(one) == without_numbers(other);
}

std::string failed_object(std::string_view log) {
  std::string object;
  each_line(log, [&](std::string_view line) {
    // "make[3]: *** [scripts/Makefile.build:250: fs/ext4/super.o] Error 1"
    const size_t stars = line.find("*** [");
    const size_t end = line.rfind("] Error ");
    if (stars == std::string_view::npos || end == std::string_view::npos || end < stars) return false;
    std::string_view target = line.substr(0, end);
    target.remove_prefix(target.find_last_of(" [") + 1);
    if (target.ends_with(".o") && target.find('/') != std::string_view::npos) object = target;
    return !object.empty();
  });
  return object;
}

std::string first_config_error(std::string_view log) {
  std::string error;
  bool names_loop = false;
  each_line(log, [&](std::string_view line) {
    if (names_loop) {
      const size_t begin = line.find("symbol ");
      if (begin != std::string_view::npos) error += " " + std::string(line.substr(begin));
      return true;
    }
    if (!is_kconfig_error(line)) return false;
    error = line;
    // The symbols of the loop are named on the lines that follow.
    names_loop = line.find("recursive dependency") != std::string_view::npos;
    return !names_loop;
  });
  return error.empty() ? first_build_error(log) : error;
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
  std::optional<std::string> found;
  each_line(log, [&](std::string_view line) {
    const bool is_explained = (confinement.read_only && contains_any(line, {"Read-only file system"})) ||
                              ((confinement.limited || confinement.at_limit) && names_exhaustion(line)) ||
                              (confinement.at_limit && names_kill(line));
    if (!is_explained &&
        (names_missing_program(line) || names_exhaustion(line) || names_kill(line) ||
         contains_any(line, {"No space left on device", "Read-only file system", "Disk quota exceeded",
                             "Input/output error", "Too many open files"}))) {
      found = trimmed(line);
    }
    return found.has_value();
  });
  return found;
}

void BuildProgress::feed(std::string_view piece) {
  const size_t end = piece.rfind('\n');
  if (end == std::string_view::npos) {
    partial_ += piece;
    return;
  }
  partial_ += piece.substr(0, end);
  each_line(partial_, [this](std::string_view line) {
    constexpr std::array<std::string_view, 3> compilers{"  CC ", "  AS ", "  HOSTCC "};
    if (line.substr(0, 2) == "  " && line.size() > 2 && line[2] != ' ') {
      const std::string text = trimmed(line);
      const size_t blank = text.find(' ');
      const size_t target = text.find_first_not_of(' ', blank);
      if (blank != std::string::npos && target != std::string::npos) {
        current_ = text.substr(0, blank) + " " + text.substr(target);
      }
    }
    for (const std::string_view compiler : compilers) {
      if (line.substr(0, compiler.size()) == compiler) objects_ += 1;
    }
    return false;
  });
  partial_ = piece.substr(end + 1);
}

}  // namespace kbisect
