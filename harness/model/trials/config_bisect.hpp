// What `kbisect config-bisect` was asked, and what came of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "model/exit_code.hpp"
#include "model/trials/config_pair.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// One of the two configs did not do as it was said to; `row` is its trial.
struct EndNot {
  std::string config;
  int row = 0;
};

// Both came out of Kconfig as one config, so that the two verdicts are of the same kernel.
struct SameConfig {};

// The symbols that make the bad config good, and the trials that show it.
struct SymbolsFound {
  std::vector<SymbolDifference> symbols;
  // The bad config is bad again without any one of them.
  bool is_minimal = false;
  // The good config is bad once it has them as the bad one does: nothing else makes it good.
  bool turns_back = false;
};

struct ConfigBisectResult {
  std::string good_config;  // as given
  std::string bad_config;
  size_t differences = 0;  // symbols that differ where both came out; 0 until both ends were tested
  std::variant<std::monostate, EndNot, SameConfig, SymbolsFound> outcome;  // none yet
  TrialsResult trials;
};

// found where they are minimal; only_skipped where something could not be judged; ends_contradict.
ExitCode exit_code(const ConfigBisectResult& result);

nlohmann::json to_json(const ConfigBisectResult& result);

}  // namespace kbisect
