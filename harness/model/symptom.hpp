// What makes a commit bad: the one thing that is hunted, and how any other failure counts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/guest/kernel_log.hpp"
#include "model/json_reader.hpp"

namespace kbisect {

// A step of the guest test ("case/step") and the name of the errno that it gives: {"mount-writer-held/mount",
// "EBUSY"}.
struct StepFailure {
  std::string step;
  std::string errno_name;
  bool operator==(const StepFailure&) const = default;
};

// A complaint in the kernel's log.
struct LogPattern {
  SplatKind kind = SplatKind::warning;
  std::optional<std::string> function;  // its exact name
  std::optional<std::string> text;      // part of the title
  bool operator==(const LogPattern&) const = default;
};

enum class HangPhase {
  boot,  // no agent within the deadline
  test,  // the agent came up, but its test never ended
};

struct Hang {
  HangPhase phase = HangPhase::boot;
  bool operator==(const Hang&) const = default;
};

// A result of the guest test's KTAP that fails in whatever way: "CASE" or "CASE/STEP"; of a user's own test
// "test", or "test/NAME" for a result of its own KTAP.
struct TestFailure {
  std::string result;
  bool operator==(const TestFailure&) const = default;
};

// What a step gives on either side: "OK", "EBUSY", "EBUSY,exit-32".
struct OutcomeRow {
  std::string step;
  std::string good;
  std::string bad;
  bool operator==(const OutcomeRow&) const = default;
};

// Everything that a test observes, taken together. Rows that are the same on either side are its controls.
struct ObservedOutcomes {
  std::vector<OutcomeRow> rows;
  bool operator==(const ObservedOutcomes&) const = default;
};

using Hunted = std::variant<StepFailure, LogPattern, Hang, TestFailure, ObservedOutcomes>;

// How another failure of the guest test, a panic or a hang counts.
enum class OtherFailure { skip, bad };

struct Symptom {
  Hunted hunted;
  OtherFailure on_other_failure = OtherFailure::skip;  // a key of the campaign itself in JSON
  bool operator==(const Symptom&) const = default;
};

bool matches(const LogPattern& pattern, const Splat& splat);

// "mount-writer-held/mount gives EBUSY", "warning in the kernel log, in foo_bar",
// "hang: no agent within the deadline".
std::string text(const Hunted& hunted);
std::string text(OtherFailure other);  // "skip", "bad"

nlohmann::json to_json(const Hunted& hunted);

// Keys of the objects "symptom", "symptom.log" and "symptom.outcomes[]", for the campaign's table.
const JsonKeys& symptom_keys();
const JsonKeys& symptom_log_keys();
const JsonKeys& symptom_outcome_keys();

// Reads the campaign's keys "symptom" and "on_other_failure"; reports mistakes to `campaign`.
Symptom read_symptom(JsonReader& campaign);

}  // namespace kbisect
