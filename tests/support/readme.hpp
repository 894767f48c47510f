// The commands and files shown in README.md, for the tests that run them.
#pragma once

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"

struct Readme {
  std::vector<std::string> commands;         // the lines between ``` and ```
  std::map<std::string, std::string> files;  // by name: the lines between ```sh NAME and ```
};

inline Readme read_readme() {
  Readme readme;
  std::istringstream text(
      kbisect::or_infrastructure_error(kbisect::read_file(KBISECT_SOURCE_DIR "/README.md")));
  const std::string fence = "```";
  const std::string file_fence = "```sh ";
  bool inside = false;
  std::string file;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with(fence)) {
      inside = !inside;
      file = line.starts_with(file_fence) ? line.substr(file_fence.size()) : "";
    } else if (inside && !file.empty()) {
      readme.files[file] += line + "\n";
    } else if (inside) {
      readme.commands.push_back(line);
    }
  }
  return readme;
}

// The first command with this part, for a test that runs it with other values; throws if there is none.
inline std::string command_of_readme(const std::string& part) {
  for (const std::string& command : read_readme().commands) {
    if (command.find(part) != std::string::npos) return command;
  }
  throw std::runtime_error("README.md has no command with " + part);
}

// Replaces the first `what`; throws if there is none.
inline void replace_in(std::string& command, const std::string& what, const std::string& by) {
  const size_t at = command.find(what);
  if (at == std::string::npos) throw std::runtime_error("'" + command + "' has no " + what);
  command.replace(at, what.size(), by);
}
