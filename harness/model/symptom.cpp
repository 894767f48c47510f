#include "model/symptom.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

constexpr const char* boot_word = "boot";
constexpr const char* test_word = "test";

const char* const symptom_instead =
    R"(an object such as {"step": "mount-writer-held/mount", "errno": "EBUSY"}, {"log": {"kind": "warning", )"
    R"("function": "mntput_no_expire"}}, {"hang": "boot"}, {"fails": "test"} or {"outcomes": [...]})";
const char* const outcomes_instead =
    R"(a list such as [{"step": "writer-held/mount", "good": "OK", "bad": "EBUSY"}])";
const char* const log_instead = R"(an object such as {"kind": "warning", "function": "mntput_no_expire"})";

bool is_step(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         text.find('/', slash + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n") == std::string_view::npos;
}

// Looks in the C library's own table (strerrorname_np(3)).
bool is_errno_name(std::string_view text) {
  constexpr int more_than_there_are = 200;
  for (int number = 1; number < more_than_there_are; ++number) {
    const char* name = ::strerrorname_np(number);
    if (name != nullptr && text == name) return true;
  }
  return false;
}

bool is_splat_kind(std::string_view text) {
  return splat_kind_from(text).has_value();
}

bool is_result(std::string_view text) {
  return holds_something(text.substr(0, 1)) && text.find_first_of("\r\n") == std::string_view::npos;
}

bool is_outcome(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n") == std::string_view::npos;
}

bool is_function(std::string_view text) {
  return !text.empty() && !is_digit(text[0]) &&
         holds_only(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

bool is_phase(std::string_view text) {
  return text == boot_word || text == test_word;
}

bool is_other_failure(std::string_view given) {
  return given == text(OtherFailure::skip) || given == text(OtherFailure::bad);
}

std::string splat_kind_names() {
  std::vector<std::string_view> names;
  for (const SplatKind kind : splat_kinds()) names.push_back(text(kind));
  return fmt::format("one of {}", fmt::join(names, ", "));
}

StepFailure read_step_failure(JsonReader& symptom) {
  return {
      .step = symptom.required_text({"step", is_step, R"("case/step", such as "mount-writer-held/mount")"}),
      .errno_name = symptom.required_text(
          {"errno", is_errno_name, R"(the name of an error number in capitals, such as "EBUSY")"})};
}

LogPattern read_log_pattern(JsonReader& symptom) {
  auto reader = symptom.object("log", log_instead, true);
  if (!reader) return {};
  reader->refuse_unknown();
  const std::string kind = reader->required_text({"kind", is_splat_kind, splat_kind_names()});
  LogPattern pattern{
      .kind = splat_kind_from(kind).value_or(SplatKind::warning),
      .function = reader->optional_text(
          {"function", is_function,
           R"(the name of a kernel function, such as "mntput_no_expire", or leave the key out)"}),
      .text = reader->optional_text(
          {"text", holds_something, "a part of the line that the kernel logs, or leave the key out"})};
  symptom.take_problem(*reader);
  return pattern;
}

ObservedOutcomes read_outcomes(JsonReader& symptom) {
  ObservedOutcomes outcomes;
  const std::string instead = R"(what the step gives, such as "OK", "EBUSY" or "EBUSY,exit-32")";
  for (JsonReader& row : symptom.objects("outcomes", outcomes_instead)) {
    row.refuse_unknown();
    outcomes.rows.push_back(
        {.step = row.required_text({"step", is_step, R"("case/step", such as "writer-held/mount")"}),
         .good = row.required_text({"good", is_outcome, instead}),
         .bad = row.required_text({"bad", is_outcome, instead})});
    symptom.take_problem(row);
  }
  if (std::none_of(outcomes.rows.begin(), outcomes.rows.end(),
                   [](const OutcomeRow& row) { return row.good != row.bad; })) {
    symptom.complain_of_object(R"(has no row in "outcomes" that tells good from bad; write one)");
  }
  return outcomes;
}

Hunted read_hunted(JsonReader& symptom) {
  // "step" or "errno" alone stands for the first form, so that the other key is reported as missing.
  std::vector<const char*> given;
  if (symptom.has("step") || symptom.has("errno")) given.push_back(symptom.has("step") ? "step" : "errno");
  if (symptom.has("log")) given.push_back("log");
  for (const char* key : {"hang", "fails", "outcomes"}) {
    if (symptom.has(key)) given.push_back(key);
  }
  if (given.empty()) symptom.complain_of_object(fmt::format("names no symptom; write {}", symptom_instead));
  if (given.size() > 1) {
    symptom.complain_of_object(fmt::format(
        R"(has "{}" and "{}", which are two kinds of symptom; write one of them)", given[0], given[1]));
  }
  if (symptom.problem()) return {};
  if (symptom.has("log")) return read_log_pattern(symptom);
  if (symptom.has("hang")) {
    const std::string phase = symptom.required_text(
        {"hang", is_phase,
         R"("boot" (no agent within the deadline) or "test" (the agent came up, its test never ended))"});
    return Hang{phase == test_word ? HangPhase::test : HangPhase::boot};
  }
  if (symptom.has("fails")) {
    return TestFailure{symptom.required_text(
        {"fails", is_result,
         R"(a result of the guest test, such as "test" (your own one) or "mount-writer-held")"})};
  }
  return symptom.has("outcomes") ? Hunted(read_outcomes(symptom)) : read_step_failure(symptom);
}

std::string text_of(const LogPattern& pattern) {
  std::string out = fmt::format("{} in the kernel log", text(pattern.kind));
  if (pattern.function) out += ", in " + *pattern.function;
  if (pattern.text) out += fmt::format(R"(, with "{}")", *pattern.text);
  return out;
}

std::string text_of(const ObservedOutcomes& outcomes) {
  std::vector<std::string> parts;
  size_t same = 0;
  for (const OutcomeRow& row : outcomes.rows) {
    if (row.good == row.bad) {
      same += 1;
    } else {
      parts.push_back(fmt::format("{} gives {} instead of {}", row.step, row.bad, row.good));
    }
  }
  std::string out = fmt::format("{}", fmt::join(parts, ", "));
  if (same > 0) out += fmt::format("; {} more as ever", same);
  return out;
}

}  // namespace

bool matches(const LogPattern& pattern, const Splat& splat) {
  return pattern.kind == splat.kind && pattern.function.value_or(splat.function) == splat.function &&
         splat.title.find(pattern.text.value_or("")) != std::string::npos;
}

std::string text(const Hunted& hunted) {
  if (const auto* failure = std::get_if<StepFailure>(&hunted))
    return fmt::format("{} gives {}", failure->step, failure->errno_name);
  if (const auto* pattern = std::get_if<LogPattern>(&hunted)) return text_of(*pattern);
  if (const auto* failure = std::get_if<TestFailure>(&hunted)) return failure->result + " fails";
  if (const auto* outcomes = std::get_if<ObservedOutcomes>(&hunted)) return text_of(*outcomes);
  return std::get<Hang>(hunted).phase == HangPhase::boot ? "hang: no agent within the deadline"
                                                         : "hang: the guest test never ended";
}

std::string text(OtherFailure other) {
  return other == OtherFailure::bad ? "bad" : "skip";
}

json to_json(const Hunted& hunted) {
  if (const auto* failure = std::get_if<StepFailure>(&hunted))
    return {{"step", failure->step}, {"errno", failure->errno_name}};
  if (const auto* pattern = std::get_if<LogPattern>(&hunted)) {
    json log{{"kind", text(pattern->kind)}};
    if (pattern->function) log["function"] = *pattern->function;
    if (pattern->text) log["text"] = *pattern->text;
    return {{"log", log}};
  }
  if (const auto* failure = std::get_if<TestFailure>(&hunted)) return {{"fails", failure->result}};
  if (const auto* outcomes = std::get_if<ObservedOutcomes>(&hunted)) {
    json rows = json::array();
    for (const OutcomeRow& row : outcomes->rows)
      rows.push_back({{"step", row.step}, {"good", row.good}, {"bad", row.bad}});
    return {{"outcomes", rows}};
  }
  return {{"hang", std::get<Hang>(hunted).phase == HangPhase::boot ? boot_word : test_word}};
}

const JsonKeys& symptom_keys() {
  static const JsonKeys keys{"step", "errno", "log", "hang", "fails", "outcomes"};
  return keys;
}

const JsonKeys& symptom_log_keys() {
  static const JsonKeys keys{"kind", "function", "text"};
  return keys;
}

const JsonKeys& symptom_outcome_keys() {
  static const JsonKeys keys{"step", "good", "bad"};
  return keys;
}

Symptom read_symptom(JsonReader& campaign) {
  Symptom symptom;
  if (auto reader = campaign.object("symptom", symptom_instead, true)) {
    reader->refuse_unknown();
    symptom.hunted = read_hunted(*reader);
    campaign.take_problem(*reader);
  }
  const auto other = campaign.optional_text(
      {"on_other_failure", is_other_failure,
       R"("skip" (only the symptom is bad) or "bad" (so is any other failure of the guest test, a panic, a hang))"});
  if (other == text(OtherFailure::bad)) symptom.on_other_failure = OtherFailure::bad;
  return symptom;
}

}  // namespace kbisect
