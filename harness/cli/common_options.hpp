// Options that several commands share, whatever their question.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "engine/places.hpp"

namespace kbisect {

// The groups of options in --help. What only one command has stays in CLI11's own group, "Options".
namespace help_group {
inline constexpr const char* question = "Question";
inline constexpr const char* symptom = "Symptom";
inline constexpr const char* kernel = "Kernel";
inline constexpr const char* guest = "Guest";
inline constexpr const char* search = "Search";
inline constexpr const char* folders = "Folders and output";
}  // namespace help_group

// Where things are (--configs, --cache, --results), and how to tell of them (--json).
struct CommonOptions {
  std::string configs;
  std::string cache;
  std::string results;
  bool json = false;

  void add_to(CLI::App& command);
  Places places() const;
  // The folders that were given, for another command, quoted for a shell: " --configs ./configs", or empty.
  std::string folder_arguments() const;
};

// --steps, for commands that search.
void add_steps_option(CLI::App& command, std::optional<int>& steps);

// --no-sandbox; `whose` names the code that it lets run unconfined: "the history's".
void add_no_sandbox_option(CLI::App& command, bool& no_sandbox, const std::string& whose);

}  // namespace kbisect
