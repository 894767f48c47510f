// The commands and files shown in README.md, for the tests that run them.
#pragma once

#include <map>
#include <sstream>
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
