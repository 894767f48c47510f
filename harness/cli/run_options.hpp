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

// Which keys of a campaign a command has options for.
enum class CampaignKeys {
  all,
  of_question,  // those that say what a kernel is built from and judged by: all but the keys of a search
  of_kernels,   // the same without the test, which the command takes in its own way
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

  void add_to(CLI::App& command);
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
