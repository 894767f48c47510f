// The guest tests of the image on a real kernel: bad as built, good with the boot parameter that allows
// writing to mounted devices.
#include <fmt/format.h>

#include <algorithm>

#include "model/json_text.hpp"
#include "support/catch.hpp"
#include "support/guest.hpp"
#include "support/userland.hpp"

using namespace kbisect;

namespace {

constexpr const char* toggle_parameter = "bdev_allow_write_mounted=1";

Campaign campaign(const std::string& name) {
  const std::string path = std::string(KBISECT_SOURCE_DIR "/configs/campaigns/") + name + ".json";
  return parse_campaign(parse_json(read_file(path).value()).value(), path).value();
}

bool says(const Observation& observation, const std::string& part) {
  return std::any_of(observation.ktap.begin(), observation.ktap.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

void check_both_sides(const Campaign& campaign, const Symptom& symptom) {
  const Booted bad = boot_with(slim_kernel().image(), campaign.test, symptom);
  INFO(detail(bad.verdict));
  CHECK(term(bad.verdict) == "bad");
  const Booted good = boot_with(slim_kernel().image(), campaign.test, symptom, toggle_parameter);
  INFO(detail(good.verdict));
  CHECK(term(good.verdict) == "good");
}

}  // namespace

TEST_CASE("every case of the loop mount is on a real kernel as its campaign says", "[real_guest_tests]") {
  const Campaign cases = campaign("kata-loop-mount-cases");
  check_both_sides(cases, cases.symptom);
  const Booted bad = boot_with(slim_kernel().image(), cases.test, cases.symptom);
  REQUIRE(std::holds_alternative<Bad>(bad.verdict));
  CHECK(std::get<Bad>(bad.verdict).signature ==
        "writer-held/mount gives EBUSY, and 6 more are as on the bad side");
  CHECK_THAT(std::get<Bad>(bad.verdict).console_line, contains("Can't open blockdev"));
  // fsconfig(2) reports the message through the context's descriptor.
  CHECK(says(bad.observation, "# e /dev/loop0: Can't open blockdev"));
}

TEST_CASE("real tools mount on a real kernel as their campaign says", "[real_guest_tests]") {
  const Campaign userland = campaign("kata-userland-" + debian_here());
  check_both_sides(userland, userland.symptom);
  const Booted bad = boot_with(slim_kernel().image(), userland.test, userland.symptom);
  CHECK(says(bad.observation, "# version: mount from util-linux "));
  CHECK(says(bad.observation, "# version: losetup from util-linux "));
  CHECK(says(bad.observation, "# version: BusyBox v"));
  // The tools differ, and a wrong expectation about one of them is noticed.
  Symptom wrong = userland.symptom;
  OutcomeRow& control = std::get<ObservedOutcomes>(wrong.hunted).rows.back();
  control.good = control.bad = "EBUSY,exit-255";
  CHECK(boot_with(slim_kernel().image(), userland.test, wrong).verdict ==
        Verdict(Skip{SkipReason::control_failed, control.step + " gives OK, not EBUSY,exit-255"}));
}

TEST_CASE("a kernel without namespaces cannot judge a container, and that is said", "[real_guest_tests]") {
  const Campaign container = campaign("kata-container-debian-12");
  const Verdict verdict = boot_with(slim_kernel().image(), container.test, container.symptom).verdict;
  CHECK(verdict == Verdict(Skip{SkipReason::test_skipped,
                                "container: SKIP the kernel lacks namespaces: pid, ipc, uts, cgroup"}));
}
