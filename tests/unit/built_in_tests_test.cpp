#include "engine/built_in_tests.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "engine/guest_test.hpp"
#include "model/json_text.hpp"
#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("the agent lists its tests, their programs and the steps that a symptom can name",
          "[built_in_tests]") {
  const BuiltInTest loop_mount = find_built_in_test("loop-mount");
  CHECK(loop_mount.programs.empty());
  CHECK(loop_mount.steps.front() == "mount-writer-held/get-free-device");
  CHECK(loop_mount.steps.back() == "mount-writer-held/unmount");
  const BuiltInTest container = find_built_in_test("container");
  CHECK(container.programs == std::vector<std::string>{"/bin/mount", "/sbin/losetup", "/bin/busybox"});
  // A step that is only run if the mount before it worked.
  CHECK(std::find(container.steps.begin(), container.steps.end(),
                  "util-linux-mount-loop/device-is-unbound") != container.steps.end());
  CHECK(container.observed.front() == "util-linux-mount-loop/mount");
  CHECK(container.observed.size() == 5);
  CHECK_THROWS_WITH(find_built_in_test("loop"), contains("loop-mount-cases") && contains("./loop"));
}

TEST_CASE("a step that the test does not have is refused with what was probably meant", "[built_in_tests]") {
  const auto refused = [](const Hunted& hunted) {
    try {
      require_known_steps({.hunted = hunted}, "loop-mount");
      return std::string();
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
  };
  CHECK(refused(StepFailure{"mount-writer-held/mount", "EBUSY"}).empty());
  CHECK(refused(TestFailure{"mount-writer-held"}).empty());
  CHECK(refused(TestFailure{"mount-writer-held/mount"}).empty());
  CHECK(refused(Hang{HangPhase::test}).empty());
  CHECK_THAT(refused(StepFailure{"mount-writer-held/moutn", "EBUSY"}),
             contains("--symptom-step: test 'loop-mount' has no step 'mount-writer-held/moutn'") &&
                 contains("did you mean 'mount-writer-held/mount'?"));
  CHECK_THAT(refused(StepFailure{"mount-writer-held/remount-with-other-flags", "EBUSY"}),
             contains("that case has mount-writer-held/get-free-device, "));
  // A control must pass on every kernel.
  CHECK_THAT(refused(StepFailure{"mount-autocleared/device-is-unbound", "EBUSY"}),
             contains("its cases are mount-writer-held"));
  CHECK_THAT(refused(TestFailure{"no-such-case"}), contains("--symptom-fails") && contains("no case"));
  CHECK_THAT(refused(TestFailure{"mount-writer-helt"}), contains("did you mean 'mount-writer-held'?"));
  CHECK_THAT(refused(ObservedOutcomes{{{"mount-writer-held/mount", "OK", "EBUSY"}}}),
             contains("symptom.outcomes") && contains("give another test"));
}

TEST_CASE("a step that only reports is no failure to hunt, and one that can fail no outcome",
          "[built_in_tests]") {
  const auto accepts = [](const Hunted& hunted) {
    return [hunted] { require_known_steps({.hunted = hunted}, "loop-mount-cases"); };
  };
  CHECK_NOTHROW(accepts(ObservedOutcomes{{{"writer-held/mount", "OK", "EBUSY"}}})());
  CHECK_NOTHROW(accepts(StepFailure{"reader-held/unmount", "EBUSY"})());
  CHECK_THROWS_WITH(accepts(StepFailure{"writer-held/mount", "EBUSY"})(), contains("symptom.outcomes"));
  CHECK_THROWS_WITH(accepts(TestFailure{"writer-held/mount"})(), contains("symptom.outcomes"));
  CHECK_THROWS_WITH(accepts(ObservedOutcomes{{{"reader-held/unmount", "OK", "EBUSY"}}})(),
                    contains("reader-held/"));
}

TEST_CASE("a test of this machine's programs is none for another architecture", "[built_in_tests]") {
  CHECK_THROWS_WITH(find_guest_test("userland", *find_arch("arm64")), contains("is another architecture"));
  CHECK_NOTHROW(find_guest_test("loop-mount", *find_arch("arm64")));
}

TEST_CASE("a workaround must be a test that there is", "[built_in_tests]") {
  CHECK_NOTHROW(require_known_workarounds({"userland", KBISECT_AGENT}));
  CHECK_THROWS_WITH(require_known_workarounds({"userlnd"}), contains("workarounds: test 'userlnd'"));
  CHECK_THROWS_WITH(require_known_workarounds({"/no/such/test"}), contains("/no/such/test"));
}

TEST_CASE("every campaign of the project hunts what its test has", "[built_in_tests]") {
  int campaigns = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KBISECT_SOURCE_DIR "/configs/campaigns")) {
    INFO(entry.path());
    const auto campaign = parse_campaign(parse_json(read_file(entry.path()).value()).value(), entry.path());
    REQUIRE(campaign);
    CHECK_NOTHROW(require_known_steps(campaign->symptom, campaign->test));
    CHECK_NOTHROW(require_known_workarounds(campaign->workarounds));
    campaigns += 1;
  }
  CHECK(campaigns >= 5);
}
