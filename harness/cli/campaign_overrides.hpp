// What the command line says instead of a campaign's file, and what that means for the rest of the file.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/json_reader.hpp"

namespace kbisect {

struct CampaignOverrides {
  using Texts = std::vector<std::pair<std::string, std::string>>;

  // Keys as in the file ("limits.boot_seconds") and their values, in the order given.
  Texts texts;
  std::vector<std::pair<std::string, int>> numbers;
  std::optional<double> confidence;
  // Added to the file's lists.
  std::vector<std::string> fixups;
  std::vector<std::string> whitelist;

  bool empty() const;
  // Whether they say what to look for.
  bool have_symptom() const;
};

// Changes `document`, an object that was read from a file in `origin`, whose paths it makes absolute. Another
// test or symptom makes another question: the search profile, the expected culprit and whatever else the file
// says about its own are dropped. Does not validate. Returns the option that each key's value now comes from.
// Throws UsageError naming two options that contradict each other.
JsonOrigins apply(const CampaignOverrides& overrides, nlohmann::json& document,
                  const std::filesystem::path& origin);

}  // namespace kbisect
