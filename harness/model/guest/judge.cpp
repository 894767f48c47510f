#include "model/guest/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "guest-image/protocol.hpp"
#include "model/guest/kernel_log.hpp"
#include "model/guest/ktap.hpp"
#include "model/guest/observed_outcomes.hpp"
#include "model/guest/own_test.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

enum class Role { hunted, control, reference };

Role role_of(const KtapResult& result) {
  const std::string role = diagnostic_value(result, protocol::role_prefix);
  if (role == protocol::role_control) return Role::control;
  if (role == protocol::role_reference) return Role::reference;
  return Role::hunted;
}

// A case passes if its own result is ok and each of its steps passes or was skipped.
bool passed(const KtapResult& result) {
  return result.outcome == KtapOutcome::ok &&
         std::none_of(result.children.begin(), result.children.end(), [](const KtapResult& child) {
           return child.outcome != KtapOutcome::skip && !passed(child);
         });
}

// "mount-writer-held/mount gives EBUSY": the first step that did not pass.
std::string failure(const KtapResult& result, const std::string& above = {}) {
  const std::string path = above + result.name;
  for (const KtapResult& child : result.children) {
    if (child.outcome != KtapOutcome::skip && !passed(child)) return failure(child, path + "/");
  }
  if (result.outcome == KtapOutcome::skip) return fmt::format("{}: {}", path, result.directive);
  if (const auto name = diagnostic_value(result, protocol::errno_prefix); !name.empty())
    return fmt::format("{} gives {}", path, name);
  if (const auto signal = diagnostic_value(result, protocol::signal_prefix); !signal.empty())
    return fmt::format("{} is killed by signal {}", path, signal);
  if (const auto code = diagnostic_value(result, protocol::exit_prefix); !code.empty())
    return fmt::format("{} exits with {}", path, code);
  return path + " fails";
}

// A line from the guest as evidence, cut at a length beyond which nobody reads on.
std::string shown_line(std::string_view line) {
  constexpr size_t enough = 500;
  return printable(message_of(line).substr(0, enough));
}

// The last kernel message that the condition holds for; empty if there is none.
template <class Condition>
std::string last_message(const std::vector<std::string>& console, Condition condition) {
  const auto last = std::find_if(console.rbegin(), console.rend(),
                                 [&](const std::string& line) { return condition(message_of(line)); });
  return last == console.rend() ? std::string() : shown_line(*last);
}

// The first message that the kernel logged while this step ran; empty if there is none.
std::string message_during(const std::vector<std::string>& console, const std::string& step) {
  const std::string marker = std::string(protocol::log_prefix) + protocol::log_step + step;
  const auto begin = std::find_if(console.begin(), console.end(),
                                  [&](const std::string& line) { return message_of(line) == marker; });
  if (begin == console.end() || begin + 1 == console.end()) return {};
  const std::string_view next = message_of(*(begin + 1));
  return next.starts_with(protocol::log_prefix) ? std::string() : shown_line(next);
}

// What was seen instead of what is hunted.
struct Instead {
  Skip skip;
  // Whether the kernel or the guest test itself failed, which a campaign may count as bad. What kept the test
  // from judging does not count: an incomplete report, a step that was not run.
  bool is_failure = false;
  std::string console_line;
};

Verdict ruled(const Instead& instead, const Symptom& symptom) {
  if (!instead.is_failure || symptom.on_other_failure != OtherFailure::bad) return instead.skip;
  const bool no_agent = instead.skip.reason == SkipReason::no_agent;
  const bool hang = no_agent || instead.skip.reason == SkipReason::test_timed_out;
  return Bad{
      .signature = hang ? text(Hang{no_agent ? HangPhase::boot : HangPhase::test}) : instead.skip.detail,
      .console_line = instead.console_line};
}

// Whether the kernel goes on working after it. Some of these come merely from a slow machine.
bool is_mild(const Splat& splat) {
  return splat.kind == SplatKind::warning || splat.kind == SplatKind::hung_task ||
         splat.kind == SplatKind::rcu_stall;
}

// A boot and what its kernel complained of.
struct Evidence {
  const Observation& observation;
  std::vector<Splat> splats;

  std::string line(const Splat* splat) const {
    return splat == nullptr ? std::string() : shown_line(observation.console[splat->line]);
  }

  template <class Condition>
  const Splat* first(Condition condition) const {
    const auto found = std::find_if(splats.begin(), splats.end(), condition);
    return found == splats.end() ? nullptr : &*found;
  }

  // The splat to name beside another failure: the first severe one other than a panic, else the first mild
  // one.
  const Splat* foremost() const {
    const Splat* severe =
        first([](const Splat& splat) { return !is_mild(splat) && splat.kind != SplatKind::panic; });
    return severe != nullptr ? severe : first([](const Splat& splat) { return is_mild(splat); });
  }

  Instead instead(SkipReason reason, std::string detail, bool is_failure) const {
    const Splat* splat = foremost();
    if (splat != nullptr) detail += fmt::format("; {}: {}", text(splat->kind), signature(*splat));
    return {.skip = {reason, std::move(detail)}, .is_failure = is_failure, .console_line = line(splat)};
  }
};

Instead without_report(const Evidence& evidence) {
  const Observation& observation = evidence.observation;
  const auto& console = observation.console;
  if (const Splat* panic = evidence.first([](const Splat& one) { return one.kind == SplatKind::panic; })) {
    Instead instead = evidence.instead(SkipReason::panic, evidence.line(panic), true);
    instead.console_line = evidence.line(panic);
    return instead;
  }
  // A guest that left was not hanging.
  const bool hangs = observation.ending == BootEnding::deadline;
  std::string last =
      last_message(console, [](std::string_view line) { return line.starts_with(protocol::log_prefix); });
  if (!observation.agent_up) {
    if (last.empty()) last = last_message(console, [](std::string_view line) { return !line.empty(); });
    Instead instead = evidence.instead(
        SkipReason::no_agent, last.empty() ? "the console is empty" : "last on the console: " + last, hangs);
    if (instead.console_line.empty()) instead.console_line = last;
    return instead;
  }
  if (!observation.ktap.empty()) last = shown_line(observation.ktap.back());
  const std::string heard = last.empty() ? "the test printed nothing" : "last output of the test: " + last;
  if (hangs) return evidence.instead(SkipReason::test_timed_out, heard, true);
  return {.skip = {SkipReason::garbled_report, "the guest ended before its report was complete; " + heard}};
}

std::optional<Skip> unfit(const KtapReport& report) {
  const auto garbled = [&](std::string why) {
    if (!report.problems.empty()) why += "; " + printable(report.problems.front());
    return Skip{SkipReason::garbled_report, std::move(why)};
  };
  if (report.results.empty()) return garbled("the test reports no case");
  if (report.results.size() != static_cast<size_t>(report.planned))
    return garbled(fmt::format("{} of {} planned cases reported", report.results.size(), report.planned));
  // Whoever looks at the cases does not see what the lost results said.
  if (report.lost_results) return garbled("it has results that belong to no case");
  return std::nullopt;
}

std::vector<KtapResult> with_role(const KtapReport& report, Role role) {
  std::vector<KtapResult> chosen;
  std::copy_if(report.results.begin(), report.results.end(), std::back_inserter(chosen),
               [&](const KtapResult& result) { return role_of(result) == role; });
  return chosen;
}

const KtapResult* first_not_passed(const std::vector<KtapResult>& results) {
  const auto found = std::find_if_not(results.begin(), results.end(), passed);
  return found == results.end() ? nullptr : &*found;
}

// Differs from not passing, which a skipped case does too.
bool failed(const KtapResult& result) {
  return result.outcome == KtapOutcome::not_ok ||
         std::any_of(result.children.begin(), result.children.end(), [](const KtapResult& child) {
           return child.outcome != KtapOutcome::skip && failed(child);
         });
}

// The verdict on the hunted step once the controls have passed; nothing if it did not fail with this errno.
std::optional<Bad> step_failure(const std::vector<KtapResult>& hunted, const StepFailure& symptom,
                                const Observation& observation) {
  const KtapResult* step = find_result(hunted, symptom.step);
  if (step == nullptr || step->outcome != KtapOutcome::not_ok ||
      diagnostic_value(*step, protocol::errno_prefix) != symptom.errno_name) {
    return std::nullopt;
  }
  return Bad{.signature = text(symptom),
             .console_line = message_during(observation.console, symptom.step),
             .step_failure = symptom};
}

// The verdict if one result is hunted, however it fails. Other results play no part.
Verdict judge_result(const std::vector<KtapResult>& hunted, const TestFailure& symptom) {
  const KtapResult* result = find_result(hunted, symptom.result);
  if (result == nullptr)
    return Skip{SkipReason::other_failure, fmt::format("{} was not run", symptom.result)};
  const size_t name = symptom.result.size() - std::min(symptom.result.size(), result->name.size());
  const std::string said = printable(failure(*result, symptom.result.substr(0, name)));
  if (failed(*result)) return Bad{.signature = said};
  if (result->outcome == KtapOutcome::skip) return Skip{SkipReason::test_skipped, said};
  return Good{};
}

// What the hunted cases and the log hold against a good verdict, once the controls have passed.
std::optional<Instead> other_trouble(const std::vector<KtapResult>& hunted, const Symptom& symptom,
                                     const Evidence& evidence) {
  const auto broken = std::find_if(hunted.begin(), hunted.end(), failed);
  if (broken != hunted.end())
    return evidence.instead(SkipReason::other_failure, printable(failure(*broken)), true);
  if (const KtapResult* skipped = first_not_passed(hunted))
    return evidence.instead(SkipReason::test_skipped, printable(failure(*skipped)), false);
  if (const auto* wanted = std::get_if<StepFailure>(&symptom.hunted)) {
    // If everything else passed, that says nothing about the hunted step.
    const KtapResult* step = find_result(hunted, wanted->step);
    if (step != nullptr && step->outcome == KtapOutcome::ok) return std::nullopt;
    return evidence.instead(SkipReason::other_failure, fmt::format("{} was not run", wanted->step), false);
  }
  if (std::holds_alternative<LogPattern>(symptom.hunted)) {
    // After an oops, or after the first report of lockdep, which turns it off, what is hunted may have had no
    // chance to appear.
    if (const Splat* splat = evidence.first([](const Splat& one) { return !is_mild(one); })) {
      return Instead{
          .skip = {SkipReason::other_failure, fmt::format("{}: {}", text(splat->kind), signature(*splat))},
          .is_failure = true,
          .console_line = evidence.line(splat)};
    }
  }
  return std::nullopt;
}

Verdict judge_observed(const ObservedOutcomes& wanted, const std::vector<KtapResult>& hunted,
                       const Symptom& symptom, const Evidence& evidence) {
  Verdict verdict = judge_outcomes(wanted, hunted);
  if (auto* bad = std::get_if<Bad>(&verdict)) {
    const auto row = std::find_if(wanted.rows.begin(), wanted.rows.end(),
                                  [](const OutcomeRow& one) { return one.good != one.bad; });
    bad->console_line = message_during(evidence.observation.console, row->step);
  } else if (const auto* skip = std::get_if<Skip>(&verdict)) {
    const bool is_failure = skip->reason == SkipReason::other_failure;
    return ruled(evidence.instead(skip->reason, skip->detail, is_failure), symptom);
  }
  return verdict;
}

Verdict judge_report(const Evidence& evidence, const Symptom& symptom) {
  KtapReport report = parse_ktap(evidence.observation.ktap);
  settle_own_test(report);
  const std::vector<KtapResult> controls = with_role(report, Role::control);
  const KtapResult* control = first_not_passed(controls);
  if (!report.bail_out.empty()) {
    const std::string reason = printable("Bail out! " + report.bail_out);
    return ruled(evidence.instead(SkipReason::other_failure, reason, control == nullptr), symptom);
  }
  if (const auto skip = unfit(report)) return *skip;
  if (control != nullptr) {
    const bool is_skipped = control->outcome == KtapOutcome::skip;
    return Skip{is_skipped ? SkipReason::test_skipped : SkipReason::control_failed,
                printable(failure(*control))};
  }

  const std::vector<KtapResult> hunted = with_role(report, Role::hunted);
  if (const auto* wanted = std::get_if<StepFailure>(&symptom.hunted)) {
    if (auto bad = step_failure(hunted, *wanted, evidence.observation)) return std::move(*bad);
  }
  if (const auto* wanted = std::get_if<TestFailure>(&symptom.hunted)) return judge_result(hunted, *wanted);
  if (const auto instead = other_trouble(hunted, symptom, evidence)) return ruled(*instead, symptom);
  if (const auto* wanted = std::get_if<ObservedOutcomes>(&symptom.hunted))
    return judge_observed(*wanted, hunted, symptom, evidence);
  return Good{};
}

}  // namespace

Verdict judge(const Observation& observation, const Symptom& symptom) {
  const Evidence evidence{.observation = observation, .splats = scan_kernel_log(observation.console)};
  if (const auto* pattern = std::get_if<LogPattern>(&symptom.hunted)) {
    const Splat* seen = evidence.first([&](const Splat& splat) { return matches(*pattern, splat); });
    if (seen != nullptr) return Bad{.signature = signature(*seen), .console_line = evidence.line(seen)};
  }
  if (observation.complete) return judge_report(evidence, symptom);
  // A guest that floods its console has not hung; what else went wrong cannot be known.
  if (observation.ending == BootEnding::flooded) return Skip{SkipReason::flooded, {}};

  const Instead instead = without_report(evidence);
  if (const auto* hang = std::get_if<Hang>(&symptom.hunted)) {
    const SkipReason reason =
        hang->phase == HangPhase::boot ? SkipReason::no_agent : SkipReason::test_timed_out;
    if (instead.is_failure && instead.skip.reason == reason)
      return Bad{.signature = text(*hang), .console_line = instead.console_line};
  }
  return ruled(instead, symptom);
}

}  // namespace kbisect
