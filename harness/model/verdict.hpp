// The closed set of answers about one commit. Infrastructure trouble is not among them; it is an exception.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "model/symptom.hpp"

namespace kbisect {

struct Good {
  bool operator==(const Good&) const = default;
};

// What is hunted was seen: a failed step whose controls passed, a line of the kernel's log, a hang. Or it was
// another failure that the campaign counts as bad.
struct Bad {
  // As reports show it: "mount-writer-held/mount gives EBUSY", "WARNING in foo_bar", "hang: no agent within
  // the deadline".
  std::string signature;
  std::string console_line;                 // what the kernel said about it; only evidence, may be empty
  std::optional<StepFailure> step_failure;  // set if that is what was seen; "step" and "errno" in JSON
  bool operator==(const Bad&) const = default;
};

enum class SkipReason {
  cannot_revert,  // the culprit cannot be reverted on the new end
  cannot_configure,
  cannot_apply,  // a fix-up or a patch does not fit this source
  cannot_build,
  build_timed_out,
  no_agent,        // the guest agent never came up
  panic,           // the kernel panicked before the test had ended
  test_timed_out,  // the agent came up, but its test never ended
  control_failed,  // the kernel cannot judge this bug
  test_skipped,    // the test says that it cannot judge this kernel
  other_failure,   // a failure, but not the hunted one
  flooded,         // its console grew without end
  garbled_report,  // no complete report of this boot came over the results port
};

struct Skip {
  SkipReason reason;
  std::string detail;
  bool operator==(const Skip&) const = default;
};

using Verdict = std::variant<Good, Bad, Skip>;

bool is_skip(const Verdict& verdict);

// "good", "bad" or "skip": git bisect's own terms.
std::string term(const Verdict& verdict);
// "mount-writer-held/mount gives EBUSY", "cannot build: fs/ext4/super.c:1: error: ..."; empty for good.
std::string detail(const Verdict& verdict);
// Both: "good", "bad (mount-writer-held/mount gives EBUSY)".
std::string described(const Verdict& verdict);
std::string text(SkipReason reason);

nlohmann::json to_json(const Verdict& verdict);
// Throws nlohmann::json::exception or std::invalid_argument if `document` is not a verdict.
Verdict verdict_from_json(const nlohmann::json& document);

}  // namespace kbisect
