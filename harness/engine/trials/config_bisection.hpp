// Finds the symbols that make a bad config good, by trials at one commit.
#pragma once

#include <functional>
#include <string>

#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "engine/trials/trial_rows.hpp"
#include "model/trials/config_bisect.hpp"

namespace kbisect {

struct ConfigBisectRequest {
  std::string good_config;  // path of a .config file
  std::string bad_config;   // the same
  // CONFIG_X -> value. Both configs get the campaign's profile, and these values on top of it.
  std::map<std::string, std::string> both;
};

// Reads both files and the campaign's profile. Throws UsageError naming the file and line, or saying that the
// configs do not differ.
ConfigPair read_configs(const ConfigBisectRequest& request, const Campaign& campaign, const Places& places);

class ConfigBisection {
 public:
  using Keep = std::function<void(const ConfigBisectResult&)>;

  // `plan` has one trial, of the bad config (bad_profile). `pair`, `plan`, `folder` and `observer` must
  // outlive this object. `keep` is called after every trial and at the end.
  ConfigBisection(const ConfigBisectRequest& request, const ConfigPair& pair, const TrialPlan& plan,
                  const RunFolder& folder, TrialObserver& observer, Keep keep);

  // To be called once. Throws InfrastructureError when the machine is at fault; the worktree then stays for
  // the next command.
  ConfigBisectResult run();

 private:
  void search();
  // Boots the good end more often if other rows have shown by now that the symptom is seldom. Sets the
  // outcome if it is not good after all.
  bool good_end_stays_good();
  // Whether symbols can be suspected by the code that the bad end runs.
  bool has_suspects() const;
  // Those that the source checks near code which only the test runs, the quickly built ones first. Returns
  // how many there are of these, and of the other suspects.
  std::vector<size_t> move_suspects_to_front(const TrialResult& bad);
  std::vector<std::string> suspects_of(const TrialResult& bad, const Kbuild& kbuild);
  Trial trial_of(const std::string& label, const std::map<std::string, std::string>& changes) const;
  TrialResult test(const std::string& label, const std::map<std::string, std::string>& changes);
  DeltaVerdict verdict_with(const Deltas& taken);
  // Tests the good config with these symbols as in the bad one.
  bool turns_back(const Deltas& cause);
  SymbolsFound symbols_of(const Cause& cause) const;
  // The row of the trial with these differences taken.
  int row_of(const Deltas& taken) const;
  // As it came out of Kconfig.
  std::map<std::string, std::string> config_of(int row) const;
  // Whether these symbols came out there as in the bad config.
  bool came_out_bad(const Deltas& deltas, int row) const;

  const ConfigPair& pair_;
  const TrialPlan& plan_;
  const RunFolder& folder_;
  TrialObserver& observer_;
  Keep keep_;
  ConfigBisectResult result_;
  size_t expected_rows_ = 2;
  TrialRows rows_;
  std::map<Deltas, int> rows_of_;              // the row that tested these differences
  std::vector<SymbolDifference> differences_;  // the suspects first
};

}  // namespace kbisect
