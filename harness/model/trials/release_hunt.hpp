// What came of `kbisect releases`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "model/exit_code.hpp"
#include "model/trials/trials.hpp"

namespace kbisect {

// Which way to look from a bad release.
enum class ReleaseDirection {
  back,     // where the bug came from
  forward,  // where it was repaired
};

struct ReleaseHunt {
  std::string first;          // the bad one that it began at, as given
  std::string run_arguments;  // of `kbisect run` for the same question, without the ends
  ReleaseDirection direction = ReleaseDirection::back;
  size_t releases = 0;  // that lie that way
  bool ended = false;
  // Once it has: the nearest good one that was tested, if any, and the farthest bad one before it.
  std::optional<std::string> good;
  std::string bad;
  TrialsResult trials;
};

// found; ends_contradict where the first one is not bad; only_skipped where no release is good, or the first
// one could not be judged.
ExitCode exit_code(const ReleaseHunt& hunt);

nlohmann::json to_json(const ReleaseHunt& hunt);

}  // namespace kbisect
