#include "model/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "guest-image/protocol.hpp"
#include "model/ktap.hpp"
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

// A case passes with all of its steps, whatever its own line says.
bool passed(const KtapResult& result) {
  return result.outcome == KtapOutcome::ok &&
         std::none_of(result.children.begin(), result.children.end(), [](const KtapResult& child) {
           return child.outcome != KtapOutcome::skip && !passed(child);
         });
}

// "mount-writer-held/mount gives EBUSY", of the first step that failed.
std::string failure(const KtapResult& result, const std::string& above = {}) {
  const std::string path = above + result.name;
  for (const KtapResult& child : result.children) {
    if (child.outcome != KtapOutcome::skip && !passed(child)) return failure(child, path + "/");
  }
  if (result.outcome == KtapOutcome::skip) return fmt::format("{}: {}", path, result.directive);
  const std::string errno_name = diagnostic_value(result, protocol::errno_prefix);
  return errno_name.empty() ? path + " fails" : fmt::format("{} gives {}", path, errno_name);
}

// The result at "case/step"; names may hold slashes themselves.
const KtapResult* find(const std::vector<KtapResult>& results, std::string_view path) {
  for (const KtapResult& result : results) {
    if (result.name == path) return &result;
    if (path.starts_with(result.name) && path.substr(result.name.size()).starts_with('/')) {
      const KtapResult* found = find(result.children, path.substr(result.name.size() + 1));
      if (found != nullptr) return found;
    }
  }
  return nullptr;
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\n";
  line = line.substr(0, line.find_last_not_of(blanks) + 1);
  return line.substr(std::min(line.find_first_not_of(blanks), line.size()));
}

// A line of the console without printk's "[    1.234567]" and "[    T1]".
std::string_view message_of(std::string_view line) {
  line = trimmed(line);
  while (line.starts_with('[')) {
    const size_t end = line.find(']');
    const bool prefix = end != std::string_view::npos &&
                        line.substr(1, end - 1).find_first_not_of(" .0123456789TC") == std::string_view::npos;
    if (!prefix) break;
    line = trimmed(line.substr(end + 1));
  }
  return line;
}

// The last of the kernel's lines that the condition holds for; empty without one.
template <class Condition>
std::string last_message(const std::vector<std::string>& console, Condition condition) {
  const auto last = std::find_if(console.rbegin(), console.rend(),
                                 [&](const std::string& line) { return condition(message_of(line)); });
  return last == console.rend() ? std::string() : printable(message_of(*last));
}

// The first line that the kernel logged while this step ran.
std::string message_during(const std::vector<std::string>& console, const std::string& step) {
  const std::string marker = std::string(protocol::log_prefix) + protocol::log_step + step;
  const auto begin = std::find_if(console.begin(), console.end(),
                                  [&](const std::string& line) { return message_of(line) == marker; });
  if (begin == console.end() || begin + 1 == console.end()) return {};
  const std::string_view next = message_of(*(begin + 1));
  return next.starts_with(protocol::log_prefix) ? std::string() : printable(next);
}

Skip without_report(const Observation& observation) {
  const auto& console = observation.console;
  const std::string panic = last_message(
      console, [](std::string_view line) { return line.find("Kernel panic - not syncing") != line.npos; });
  if (!panic.empty()) return {SkipReason::panic, panic};
  std::string last =
      last_message(console, [](std::string_view line) { return line.starts_with(protocol::log_prefix); });
  if (!observation.agent_up) {
    if (last.empty()) last = last_message(console, [](std::string_view line) { return !line.empty(); });
    return {SkipReason::no_agent, last.empty() ? "the console is empty" : "last on the console: " + last};
  }
  if (!observation.ktap.empty()) last = printable(trimmed(observation.ktap.back()));
  const std::string heard =
      last.empty() ? "nothing was heard of the test" : "last heard of the test: " + last;
  if (observation.ending == BootEnding::deadline) return {SkipReason::test_timed_out, heard};
  return {SkipReason::garbled_report, "the guest left before its report was whole; " + heard};
}

std::optional<Skip> unfit(const KtapReport& report) {
  if (!report.bail_out.empty())
    return Skip{SkipReason::other_failure, printable("Bail out! " + report.bail_out)};
  if (report.results.empty()) return Skip{SkipReason::garbled_report, "the test reports no case"};
  if (report.results.size() != static_cast<size_t>(report.planned)) {
    return Skip{SkipReason::garbled_report,
                fmt::format("{} cases of {} planned", report.results.size(), report.planned)};
  }
  return std::nullopt;
}

std::vector<KtapResult> with_role(const KtapReport& report, Role role) {
  std::vector<KtapResult> chosen;
  std::copy_if(report.results.begin(), report.results.end(), std::back_inserter(chosen),
               [&](const KtapResult& result) { return role_of(result) == role; });
  return chosen;
}

const KtapResult* first_failed(const std::vector<KtapResult>& results) {
  const auto failed = std::find_if_not(results.begin(), results.end(), passed);
  return failed == results.end() ? nullptr : &*failed;
}

}  // namespace

Verdict judge(const Observation& observation, const Symptom& symptom) {
  if (!observation.complete) return without_report(observation);
  const KtapReport report = parse_ktap(observation.ktap);
  if (const auto skip = unfit(report)) return *skip;

  const std::vector<KtapResult> controls = with_role(report, Role::control);
  if (const KtapResult* failed = first_failed(controls))
    return Skip{SkipReason::control_failed, printable(failure(*failed))};

  const std::vector<KtapResult> hunted = with_role(report, Role::hunted);
  const KtapResult* step = find(hunted, symptom.step);
  if (step != nullptr && step->outcome == KtapOutcome::not_ok &&
      diagnostic_value(*step, protocol::errno_prefix) == symptom.errno_name) {
    return Bad{symptom.step, symptom.errno_name, message_during(observation.console, symptom.step)};
  }
  if (const KtapResult* failed = first_failed(hunted))
    return Skip{SkipReason::other_failure, printable(failure(*failed))};
  // A pass of everything else says nothing about the step that is hunted.
  if (step == nullptr || step->outcome != KtapOutcome::ok) {
    return Skip{SkipReason::other_failure, fmt::format("{} was not run", symptom.step)};
  }
  return Good{};
}

}  // namespace kbisect
