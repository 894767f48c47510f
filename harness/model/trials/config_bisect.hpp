// The result of `kbisect config-bisect`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "model/exit_code.hpp"
#include "model/trials/config_pair.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// The good config is not good, or the bad one not bad.
struct EndNot {
  std::string config;  // as given
  int row = 0;         // its trial
};

// Kconfig made one config of both, so their two verdicts are of the same kernel.
struct SameConfig {};

// A symbol that came out of Kconfig with another value than was to be expected.
struct OtherValue {
  std::string symbol;
  std::string expected;  // "n" where the symbol is absent
  std::string made;
};

// The symbols that make the bad config good.
struct SymbolsFound {
  std::vector<SymbolDifference> symbols;
  // Whether trials show that the bad config is bad again without any one of them.
  bool is_minimal = false;
  // Whether a trial shows that the good config is bad with them as in the bad one, so that nothing else makes
  // it good.
  bool turns_back = false;
  int row = 0;                         // the trial in which they made the bad config good, and there:
  std::vector<OtherValue> taken_back;  // those of them that Kconfig did not leave as asked
  std::vector<OtherValue> along;       // what else it changed of the bad config, because of dependencies
};

struct ConfigBisectResult {
  std::string good_config;  // as given
  std::string bad_config;
  size_t differences = 0;  // symbols that differ in the two resolved configs; 0 until both were tested
  std::variant<std::monostate, EndNot, SameConfig, SymbolsFound> outcome;  // monostate: none yet
  TrialsResult trials;
};

// found if the symbols are minimal and none was taken back, ends_contradict for an EndNot that could be
// judged, no_answer otherwise.
ExitCode exit_code(const ConfigBisectResult& result);

nlohmann::json to_json(const ConfigBisectResult& result);

}  // namespace kbisect
