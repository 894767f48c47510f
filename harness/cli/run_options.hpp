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
  // Without the keys of a search, and the campaign as an option.
  void add_to_test(CLI::App& command);
  // Whether options say what to look for.
  bool has_symptom() const;
  // Throws UsageError naming the file and key, or the option.
  Campaign load(const Places& places) const;

 private:
  void add_keys(CLI::App& command, bool of_search);
};

}  // namespace kbisect
