// The guest tests that are built into the agent, as it lists them itself (guest-image/protocol.hpp).
#pragma once

#include <string>
#include <vector>

#include "model/campaign.hpp"

namespace kbisect {

struct BuiltInTest {
  std::string name;
  std::vector<std::string> programs;  // paths on this machine
  // The steps of cases that tell good from bad, as "case/step": those that can fail, and those that only
  // report what they give.
  std::vector<std::string> steps;
  std::vector<std::string> observed;
};

// Throws InfrastructureError when the agent cannot be run.
const std::vector<BuiltInTest>& built_in_tests();

// Throws UsageError naming the test and those that there are.
const BuiltInTest& find_built_in_test(const std::string& test);

// Throws UsageError naming the key and the step when the symptom names a case or step that the test does not
// have, or one of the wrong kind, so that no kernel could show it. Of a user's own test it is known only that
// its results lie below one case.
void require_known_steps(const Symptom& symptom, const std::string& test);

// Throws UsageError naming the test when its cases only report what they give, so that none of them fails.
void require_failing_steps(const std::string& test);

// Throws UsageError naming the key when a campaign's workarounds have a test that does not exist.
void require_known_workarounds(const std::vector<std::string>& workarounds);

}  // namespace kbisect
