#include "engine/built_in_tests.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/misspelling.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "engine/places.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect {
namespace {

std::vector<std::string> cases_of(const BuiltInTest& test) {
  std::vector<std::string> cases;
  for (const std::string& step : test.steps) {
    const std::string name = step.substr(0, step.find('/'));
    if (cases.empty() || cases.back() != name) cases.push_back(name);
  }
  return cases;
}

std::vector<std::string> steps_of_case(const BuiltInTest& test, const std::string& name) {
  std::vector<std::string> steps;
  std::copy_if(test.steps.begin(), test.steps.end(), std::back_inserter(steps),
               [&](const std::string& step) { return step.starts_with(name + "/"); });
  return steps;
}

// The one that was probably meant; else those that there are: the case's steps if the case is known, the
// cases if not.
std::string instead_of(const BuiltInTest& test, const std::string& wrong) {
  const std::string likely = likely_meant(wrong, test.steps);
  if (!likely.empty()) return fmt::format("did you mean '{}'?", likely);
  const auto steps = steps_of_case(test, wrong.substr(0, wrong.find('/')));
  if (!steps.empty()) return fmt::format("that case has {}", fmt::join(steps, ", "));
  return fmt::format("a step begins with one of its cases {}", fmt::join(cases_of(test), ", "));
}

void require_step(const BuiltInTest& test, const std::string& step, const std::string& key) {
  if (std::find(test.steps.begin(), test.steps.end(), step) != test.steps.end()) return;
  throw UsageError(fmt::format("{}: test '{}' has no step '{}' that could tell good from bad; {}", key,
                               test.name, step, instead_of(test, step)));
}

// A result is a case or a step.
void require_result(const BuiltInTest& test, const std::string& result) {
  const auto cases = cases_of(test);
  if (std::find(cases.begin(), cases.end(), result) == cases.end())
    require_step(test, result, "symptom.fails");
}

}  // namespace

std::vector<BuiltInTest> built_in_tests() {
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
    }
  }
  return tests;
}

BuiltInTest find_built_in_test(const std::string& test) {
  std::vector<std::string> names;
  for (BuiltInTest& one : built_in_tests()) {
    if (one.name == test) return std::move(one);
    names.push_back(one.name);
  }
  throw UsageError(fmt::format(
      "test '{}' is not in the guest image; use one of {}, or a program of your own by a path with "
      "a slash (./{})",
      test, fmt::join(names, ", "), test));
}

void require_known_steps(const Symptom& symptom, const std::string& test) {
  if (is_own_test(test)) return;
  const BuiltInTest known = find_built_in_test(test);
  if (const auto* failure = std::get_if<StepFailure>(&symptom.hunted)) {
    require_step(known, failure->step, "symptom.step");
  } else if (const auto* result = std::get_if<TestFailure>(&symptom.hunted)) {
    require_result(known, result->result);
  } else if (const auto* outcomes = std::get_if<Outcomes>(&symptom.hunted)) {
    for (const OutcomeRow& row : outcomes->rows) require_step(known, row.step, "symptom.outcomes");
  }
}

void require_known_workarounds(const std::vector<std::string>& workarounds) {
  for (const std::string& test : workarounds) {
    if (is_own_test(test)) continue;
    try {
      find_built_in_test(test);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("workarounds: {}", error.what()));
    }
  }
}

}  // namespace kbisect
