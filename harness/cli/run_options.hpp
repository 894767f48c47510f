// Options that several commands share.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "model/campaign.hpp"

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
};

// --steps, for commands that search.
void add_steps_option(CLI::App& command, std::optional<int>& steps);

// --no-sandbox; `whose` names the code that it lets run unconfined: "the history's".
void add_no_sandbox_option(CLI::App& command, bool& no_sandbox, const std::string& whose);

// Which keys of a campaign a command has options for.
enum class CampaignKeys {
  all,
  of_question_and_ends,  // all but those of the search itself and of its expected result
  of_question,           // those that say what a kernel is built from and judged by
  of_kernels,            // of_question without the test, which the command takes in its own way
};

// A campaign by its path, or by its name below configs/campaigns, with an option for every key of it.
struct CampaignOptions {
  std::string campaign;
  // Key as in the file ("limits.boot_seconds") and what the command line says instead.
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, int>> numbers;
  std::optional<double> confidence;
  std::vector<std::string> fixups;
  std::vector<std::string> whitelist;

  void add_to(CLI::App& command, CampaignKeys keys = CampaignKeys::all);
  // For commands that make trials: the campaign is an option.
  void add_to_trials(CLI::App& command, CampaignKeys keys);
  // Whether options say what to look for.
  bool has_symptom() const;
  // The same question for `kbisect run`, quoted for a shell: "kata-loop-mount --linux ~/linux".
  std::string run_arguments() const;
  // Throws UsageError naming the file and key, or the option.
  Campaign load(const Places& places) const;

 private:
  void add_keys(CLI::App& command, CampaignKeys keys);
};

}  // namespace kbisect
