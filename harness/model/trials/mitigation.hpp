// Ways around a culprit's bug on the bad end, and what came of trying them: `kbisect explain`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "model/exit_code.hpp"
#include "model/kernel/kconfig_text.hpp"
#include "model/search/failure_rates.hpp"
#include "model/trials/switches.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// --- ways ---

struct BootWay {
  std::string setting;  // "loop.max_loop=8"
};
struct ConfigWay {
  std::string symbol;
  std::string value;
};
// The culprit reverted.
struct RevertWay {
  std::vector<std::string> files;  // the files that it changes
};
// A case of another guest test, run on the bad end as it is.
struct UserlandWay {
  std::string test;
  std::string step;  // "CASE"; empty for the whole test
};
using Way = std::variant<BootWay, ConfigWay, RevertWay, UserlandWay>;

std::string kind(const Way& way);  // "boot parameter", "config", "revert", "userland"
std::string text(const Way& way);  // "loop.max_loop=8", "CONFIG_X=y", "the culprit reverted", ...

// --- where it was tried ---

struct OwnTrial {
  int row = 0;  // of Explanation::trials
};
// The run's own proof tried it, with the run's config, whatever the others are tried with.
struct OfTheRun {
  int step = 0;
};
using TriedIn = std::variant<OwnTrial, OfTheRun>;

// What the kernel's own words say of a way: the help text of a symbol, the entry of a boot parameter, the
// message of a commit.
struct Description {
  std::string where;  // "block/Kconfig:77"; empty if there is none
  std::vector<std::string> security_words;
  bool is_default = false;  // the symbol has this value unless a config asks for another one
};

struct Mitigation {
  Way way;
  std::optional<Origin> origin;  // set for ways found in the source
  Description described;
  Verdict verdict;
  Tally boots;
  int not_judged = 0;                   // further boots
  std::optional<double> build_seconds;  // nothing if no kernel was built for it
  std::vector<std::string> side_effects;
  TriedIn tried_in;
};

// A candidate that was not tried, or whose value did not come out of Kconfig.
struct LeftOut {
  std::string what;
  std::string where;
  std::string why;
};

// --- all of it ---

struct Explanation {
  TrialsHeader header;
  std::string run;  // the name of its folder
  Commit culprit;
  Commit bad;
  std::vector<std::string> identifiers;  // those of the culprit that were followed
  size_t files = 0;                      // how many files are related to them
  int most_candidates = 0;               // limit for boot parameters, and again for symbols
  std::vector<Mitigation> mitigations;
  std::vector<LeftOut> left_out;
  std::vector<TrialResult> trials;  // by row; the first is the bad end as it is
  bool ended = false;
  double seconds = 0;
  std::string folder;
};

// Whether it is a boot parameter or a symbol, and makes the bad end good.
bool is_switch_that_turns(const Mitigation& mitigation);

// The other value of a symbol: y for n, n for anything else. Fails with the reason if it cannot be tried.
// `value` is what the bad end's .config has, "n" where the symbol is absent.
Expected<std::string> flipped(const std::vector<SymbolDeclaration>& declarations, const std::string& value);

// found if a switch makes the bad end good, no_answer if none does or the bad end cannot be judged,
// ends_contradict if the bad end is good as it is.
ExitCode exit_code(const Explanation& explanation);

nlohmann::json to_json(const Explanation& explanation);

}  // namespace kbisect
