// The options that name a campaign and change it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/campaign_keys.hpp"
#include "cli/campaign_overrides.hpp"
#include "engine/places.hpp"
#include "model/campaign.hpp"

namespace kbisect {

// A campaign by its path, or by its name below configs/campaigns, with an option for every key of it.
struct CampaignOptions {
  std::string campaign = "default";
  CampaignOverrides overrides;

  void add_to(CLI::App& command, CampaignKeys keys = CampaignKeys::all);
  // For commands that make trials: the campaign is an option.
  void add_to_trials(CLI::App& command, CampaignKeys keys);
  // The same question for `kbisect run`, quoted for a shell: "kata-loop-mount --linux ~/linux".
  std::string run_arguments() const;
  // Throws UsageError naming the file and key, or the option.
  Campaign load(const Places& places) const;

 private:
  void add_keys(CLI::App& command, CampaignKeys keys);
};

}  // namespace kbisect
