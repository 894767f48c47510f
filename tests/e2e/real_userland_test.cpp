// README's commands with this machine's own mount, losetup and busybox, and with the orders of events on a
// loop device, on the demo's bad kernel: bad as it is, good with the parameter that allows writing.
#include "support/readme.hpp"
#include "support/real_kernels.hpp"
#include "support/userland.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

class TestedCampaign {
 public:
  // `campaign` as README names it.
  TestedCampaign(const std::string& campaign, const std::string& more) {
    const fs::path replica = scratch_.path() / "replica";
    REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "2", "--seed", "1"}).ok());
    std::string command = command_of_readme("--campaign " + campaign);
    replace_in(command, "build/kbisect", KBISECT_BINARY);
    replace_in(command, "v6.8", "replica-bad --linux " + replica.string());
    if (command.find("debian-12") != std::string::npos) replace_in(command, "debian-12", debian_here());
    command += " --append bdev_allow_write_mounted=1 --boots 2 --ccache on" + more;
    CHECK(run_shown({"sh", "-c", command}, scratch_.path()).shell_status() == 0);
    folder_ = only_entry(scratch_.path() / "results");
  }

  void check_both_sides() const {
    const auto rows = result_in(folder_)["rows"];
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["verdict"]["term"] == "bad");
    CHECK(rows[1]["verdict"]["term"] == "good");
  }

  nlohmann::json first_row() const { return result_in(folder_)["rows"][0]; }

 private:
  TemporaryDirectory scratch_;
  fs::path folder_;
};

const std::string with_small_profile = std::string(" --profile ") + small_profile;

}  // namespace

TEST_CASE("real tools are tested as README says, their versions recorded", "[real_userland]") {
  const TestedCampaign tested("kata-userland", with_small_profile);
  tested.check_both_sides();
  CHECK_THAT(tested.first_row()["runs"][0]["versions"].dump(),
             contains("mount from util-linux") && contains("losetup from util-linux") && contains("BusyBox"));
}

TEST_CASE("the orders of events on a loop device are tested as README says", "[real_userland]") {
  TestedCampaign("kata-loop-mount-cases", with_small_profile).check_both_sides();
}

// Kata's whole config has the namespaces.
TEST_CASE("the same in a privileged container's shape", "[real_container]") {
  TestedCampaign("kata-container", "").check_both_sides();
}
