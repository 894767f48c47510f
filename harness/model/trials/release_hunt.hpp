// The result of `kbisect releases`.
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
  std::string first;          // the bad release where it began, as given
  std::string run_arguments;  // of `kbisect run` for the same question, without the ends
  ReleaseDirection direction = ReleaseDirection::back;
  size_t releases = 0;  // how many there are in that direction
  bool ended = false;
  std::optional<std::string> good;  // the nearest release found to be good so far
  std::string bad;                  // the farthest one found to be bad between `first` and that
  TrialsResult trials;
};

// found if a release is good; ends_contradict if the first one is not bad; no_answer if none is good, or the
// first one could not be judged.
ExitCode exit_code(const ReleaseHunt& hunt);

nlohmann::json to_json(const ReleaseHunt& hunt);

}  // namespace kbisect
