// The user's own test: it is found, kept with the run, and not read again from its old place.
#include "base/digest.hpp"
#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const std::string script = "#!/bin/sh\nmount -o loop image mounted\n";

void put_script(const fs::path& path) {
  fs::create_directories(path.parent_path());
  kbisect::write_atomically(path, script);
  fs::permissions(path, fs::perms(0755));
}

}  // namespace

TEST_CASE("a test on the command line is found from there, and its failure is what is hunted",
          "[e2e.own_test]") {
  World world;
  put_script(world.path() / "mine/repro.sh");
  require_culprit(world, world.run({"--test", "mine/repro.sh"}), 5);
  const json run = world.result()["run"];
  CHECK(run["campaign"]["test"] == (world.path() / "mine/repro.sh").string());
  CHECK(run["campaign"]["symptom"] == json{{"fails", "test"}});
  CHECK(run["own_test_digest"] == kbisect::sha256(script));
  // What the campaign says about its own test does not apply to this one.
  for (const char* key : {"description", "expected_culprit"}) CHECK_FALSE(run["campaign"].contains(key));
  CHECK(world.result()["outcome"]["evidence"]["signature"] == "test exits with 1");
  CHECK_THAT(world.report(), contains("repro.sh") && contains(kbisect::sha256(script)));
  // The guest image kept by the run contains the test.
  const std::string image = *kbisect::read_file(world.run_folder() / "initramfs.cpio.gz");
  CHECK_THAT(image, contains(script));
}

TEST_CASE("a symptom that one's own test cannot show is refused", "[e2e.own_test]") {
  World world;
  put_script(world.path() / "repro.sh");
  for (const std::vector<std::string>& symptom : {std::vector<std::string>{"--symptom-fails", "tets"},
                                                  {"--symptom-errno", "EIO"},
                                                  {"--symptom-step", "mount-writer-held/mount"}}) {
    std::vector<std::string> arguments{"--test", "./repro.sh"};
    arguments.insert(arguments.end(), symptom.begin(), symptom.end());
    const Ended ended = world.run(arguments);
    INFO(symptom.front() << ended.err);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, contains("is no result of your own test; it has 'test', and 'test/NAME'"));
    CHECK_FALSE(fs::exists(world.results()));
  }
}

TEST_CASE("a campaign's test is found from its file", "[e2e.own_test]") {
  World world;
  put_script(world.configs() / "campaigns/tests/repro.sh");
  const fs::path file = world.configs() / "campaigns/small.json";
  json campaign = json::parse(*kbisect::read_file(file));
  campaign["test"] = "tests/repro.sh";
  campaign["symptom"] = {{"fails", "test"}};
  kbisect::write_atomically(file, campaign.dump());
  require_culprit(world, world.run(), 5);
  // A symptom in the kernel's log also works with another test.
  fs::remove_all(world.results());
  campaign["test"] = "loop-mount";
  campaign["symptom"] = {{"log", {{"kind", "warning"}}}};
  kbisect::write_atomically(file, campaign.dump());
  CHECK(world.run({"--test", "configs/campaigns/tests/repro.sh"}).status == 4);
  CHECK(world.result()["run"]["campaign"]["symptom"] == campaign["symptom"]);
}

TEST_CASE("a run goes on and is certified with the test that it began with", "[e2e.own_test]") {
  World world;
  const fs::path test = world.path() / "repro.sh";
  put_script(test);
  REQUIRE(world.run({"--test", "./repro.sh", "--steps", "2"}).status == 130);
  const bool is_gone = GENERATE(true, false);
  INFO(is_gone);
  if (is_gone) {
    fs::remove(test);
  } else {
    kbisect::write_atomically(test, "#!/bin/sh\nexit 1\n");
  }
  require_culprit(world, world.resume(), 5);
  CHECK(world.result()["run"]["own_test_digest"] == kbisect::sha256(script));
  const Ended certified =
      world.kbisect({"certify", world.run_folder(), "--cache", world.cache(), "--results", world.results()});
  INFO(certified.out << certified.err);
  CHECK(certified.status == 0);
  CHECK_THAT(certified.out, contains("agreed: the guest image"));
}
