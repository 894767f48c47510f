// The closed set of answers about one commit. Infrastructure trouble is none of them: it is an exception.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "model/symptom.hpp"

namespace kbisect {

struct Good {
  bool operator==(const Good&) const = default;
};

// What is hunted was seen: a failed step with its controls having passed, a line of the kernel's log, a hang.
// Or another failure, where the campaign lets that count.
struct Bad {
  // As shown: "mount-writer-held/mount gives EBUSY", "WARNING in foo_bar", "hang: no agent within the
  // deadline".
  std::string signature;
  std::string console_line;                 // what the kernel said about it; evidence only, may be empty
  std::optional<StepFailure> step_failure;  // where that is what was seen; "step" and "errno" in JSON
  bool operator==(const Bad&) const = default;
};

enum class SkipReason {
  cannot_revert,  // the culprit cannot be taken back on the new end
  cannot_configure,
  cannot_apply,  // a fix-up or a patch does not fit this source
  cannot_build,
  build_timed_out,
  no_agent,        // the kernel never reached the guest agent within the deadline
  panic,           // before the test had ended
  test_timed_out,  // the agent came up, its test never ended
  control_failed,  // the kernel cannot judge this bug
  test_skipped,    // the test says that it cannot
  other_failure,   // a failure, but not the one hunted
  flooded,         // its console grew without end
  garbled_report,  // what came over the results port is not a whole report of this boot
};

struct Skip {
  SkipReason reason;
  std::string detail;
  bool operator==(const Skip&) const = default;
};

using Verdict = std::variant<Good, Bad, Skip>;

bool is_skip(const Verdict& verdict);

// "good", "bad", "skip": git bisect's own terms.
std::string term(const Verdict& verdict);
// "mount-writer-held/mount gives EBUSY", "cannot build: fs/ext4/super.c:1: error: ..."; empty for good.
std::string detail(const Verdict& verdict);
std::string text(SkipReason reason);

nlohmann::json to_json(const Verdict& verdict);
// Throws nlohmann::json::exception or std::invalid_argument on anything that to_json would not write.
Verdict verdict_from_json(const nlohmann::json& document);

}  // namespace kbisect
