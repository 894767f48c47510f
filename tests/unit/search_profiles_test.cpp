#include "engine/run/search_profiles.hpp"

#include "base/files.hpp"
#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a search profile is found again for its own question, and no other", "[search_profiles]") {
  const TemporaryDirectory folder;
  const SearchProfiles profiles(Places{.cache = folder.path()});
  Profile whole{.name = "whole"};
  whole.digest = digest_of(whole);
  Profile slim{.name = "whole"};
  slim.fragments.push_back(parse_fragment("x86_64/slim.conf", "CONFIG_64BIT=y\n").value());
  slim.digest = digest_of(slim);
  Campaign campaign{.arch = "x86_64", .test = "loop-mount"};
  campaign.symptom.hunted = StepFailure{"case/step", "EBUSY"};
  CHECK_FALSE(profiles.find(campaign, "", whole).has_value());

  const auto path = profiles.keep(campaign, "", whole, slim);
  REQUIRE(profiles.find(campaign, "", whole).has_value());
  CHECK(profiles.find(campaign, "", whole)->digest == slim.digest);

  Campaign other = campaign;
  other.symptom.hunted = StepFailure{"case/step", "EIO"};
  CHECK_FALSE(profiles.find(other, "", whole).has_value());
  Profile another = whole;
  another.digest = slim.digest;
  CHECK_FALSE(profiles.find(campaign, "", another).has_value());

  // A user's own test is identified by its digest, not by its path.
  CHECK_FALSE(profiles.find(campaign, "digest of a test", whole).has_value());
  profiles.keep(campaign, "digest of a test", whole, slim);
  other = campaign;
  other.test = "/elsewhere/repro.sh";
  CHECK(profiles.find(other, "digest of a test", whole).has_value());

  write_atomically(path, "{");
  CHECK_FALSE(profiles.find(campaign, "", whole).has_value());
}
