#include "engine/built_in_tests.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "base/misspelling.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "engine/places.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect {
namespace {

std::string case_of(const std::string& step) {
  return step.substr(0, step.find('/'));
}

std::vector<std::string> cases_of(const std::vector<std::string>& steps) {
  std::vector<std::string> cases;
  for (const std::string& step : steps) {
    if (cases.empty() || cases.back() != case_of(step)) cases.push_back(case_of(step));
  }
  return cases;
}

std::vector<std::string> of_case(const std::vector<std::string>& steps, const std::string& name) {
  std::vector<std::string> found;
  std::copy_if(steps.begin(), steps.end(), std::back_inserter(found),
               [&](const std::string& step) { return case_of(step) == name; });
  return found;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of the steps of one kind: the one that was probably meant, else those of the case, else the cases.
std::string instead_of(const std::string& wrong, const std::vector<std::string>& steps) {
  if (steps.empty()) return "it has none of that kind; give another test";
  const auto own = of_case(steps, case_of(wrong));
  const std::string likely = likely_meant(wrong, own.empty() ? steps : own);
  if (!likely.empty()) return fmt::format("did you mean '{}'?", likely);
  if (!own.empty()) return fmt::format("that case has {}", fmt::join(own, ", "));
  return fmt::format("its cases are {}", fmt::join(cases_of(steps), ", "));
}

void require_step(const BuiltInTest& test, const std::string& step, const std::string& key) {
  if (has(test.steps, step)) return;
  if (has(test.observed, step)) {
    throw UsageError(fmt::format(
        "{}: step '{}' of test '{}' never fails, it reports what it gives; say in a campaign what that is on "
        "each side, with the key symptom.outcomes",
        key, step, test.name));
  }
  throw UsageError(fmt::format("{}: test '{}' has no step '{}' that tells good from bad; {}", key, test.name,
                               step, instead_of(step, test.steps)));
}

void require_observed(const BuiltInTest& test, const std::string& step) {
  if (has(test.observed, step)) return;
  throw UsageError(fmt::format("symptom.outcomes: test '{}' has no step '{}' that reports what it gives; {}",
                               test.name, step, instead_of(step, test.observed)));
}

// Of a test of the user's own: what it reports lies below its one case.
void require_own_result(const std::string& result, const char* key) {
  if (result == protocol::own_case || result.starts_with(std::string(protocol::own_case) + "/")) return;
  throw UsageError(
      fmt::format("{}: '{}' is no result of your own test; it has '{}', and '{}/NAME' if it prints KTAP", key,
                  result, protocol::own_case, protocol::own_case));
}

void require_own_results(const Symptom& symptom) {
  if (const auto* failure = std::get_if<StepFailure>(&symptom.hunted)) {
    require_own_result(failure->step, "symptom.step, or --symptom-step");
  } else if (const auto* result = std::get_if<TestFailure>(&symptom.hunted)) {
    require_own_result(result->result, "symptom.fails, or --symptom-fails");
  } else if (const auto* outcomes = std::get_if<ObservedOutcomes>(&symptom.hunted)) {
    for (const OutcomeRow& row : outcomes->rows) require_own_result(row.step, "symptom.outcomes");
  }
}

// A result is a case or a step.
void require_result(const BuiltInTest& test, const std::string& result) {
  constexpr const char* key = "symptom.fails, or --symptom-fails";
  const auto cases = cases_of(test.steps);
  if (has(cases, result)) return;
  const bool is_step = result.find('/') != std::string::npos;
  if (is_step) return require_step(test, result, key);
  const std::string likely = likely_meant(result, cases);
  throw UsageError(fmt::format("{}: test '{}' has no case '{}' that tells good from bad; {}", key, test.name,
                               result,
                               likely.empty() ? fmt::format("its cases are {}", fmt::join(cases, ", "))
                                              : fmt::format("did you mean '{}'?", likely)));
}

std::vector<BuiltInTest> ask_agent() {
  std::vector<BuiltInTest> tests;
  const auto rest_of = [](const std::string& line, std::string_view start) {
    return line.starts_with(start) ? std::optional(line.substr(start.size())) : std::nullopt;
  };
  for (const std::string& line :
       lines_of(run_or_throw({.argv = {native_agent().string(), protocol::list_option}}))) {
    if (const auto name = rest_of(line, protocol::listed_test)) {
      tests.push_back({.name = *name});
    } else if (const auto program = rest_of(line, protocol::listed_program)) {
      tests.back().programs.push_back(*program);
    } else if (const auto step = rest_of(line, protocol::listed_step)) {
      tests.back().steps.push_back(*step);
    } else if (const auto observed = rest_of(line, protocol::listed_observed)) {
      tests.back().observed.push_back(*observed);
    }
  }
  return tests;
}

}  // namespace

const std::vector<BuiltInTest>& built_in_tests() {
  // They are the same for as long as this program runs.
  static const std::vector<BuiltInTest> tests = ask_agent();
  return tests;
}

const BuiltInTest& find_built_in_test(const std::string& test) {
  std::vector<std::string> names;
  for (const BuiltInTest& one : built_in_tests()) {
    if (one.name == test) return one;
    names.push_back(one.name);
  }
  throw UsageError(fmt::format(
      "test '{}' is not in the guest image; use one of {}, or a program of your own by a path with "
      "a slash (./{})",
      test, fmt::join(names, ", "), test));
}

void require_known_steps(const Symptom& symptom, const std::string& test) {
  if (is_own_test(test)) return require_own_results(symptom);
  const BuiltInTest& known = find_built_in_test(test);
  if (const auto* failure = std::get_if<StepFailure>(&symptom.hunted)) {
    require_step(known, failure->step, "symptom.step, or --symptom-step");
  } else if (const auto* result = std::get_if<TestFailure>(&symptom.hunted)) {
    require_result(known, result->result);
  } else if (const auto* outcomes = std::get_if<ObservedOutcomes>(&symptom.hunted)) {
    for (const OutcomeRow& row : outcomes->rows) require_observed(known, row.step);
  }
}

void require_failing_steps(const std::string& test) {
  if (is_own_test(test) || find_built_in_test(test).observed.empty()) return;
  throw UsageError(fmt::format(
      "test '{}' never fails, its cases report what they give; say in a campaign what that is on each side, "
      "with "
      "the key symptom.outcomes, and give it with --campaign, or look for a complaint (--symptom-log-kind)",
      test));
}

void require_known_workarounds(const std::vector<std::string>& workarounds) {
  for (const std::string& test : workarounds) {
    // Whether it suits the guest is another question: these may be for another architecture than this run's.
    std::error_code ignored;
    if (is_own_test(test) && !std::filesystem::is_regular_file(test, ignored))
      throw UsageError(fmt::format("workarounds: test '{}' is no file", test));
    if (is_own_test(test)) continue;
    try {
      find_built_in_test(test);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("workarounds: {}", error.what()));
    }
  }
}

}  // namespace kbisect
