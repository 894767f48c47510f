// What the user asked for. A campaign file is JSON (configs/schema/campaign.schema.json says the same as this
// parser); command-line options are written into that JSON before it is parsed, so both are judged by the
// same rules.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/compiler.hpp"
#include "model/fixup.hpp"
#include "model/hunt.hpp"
#include "model/symptom.hpp"

namespace kbisect {

struct Limits {
  std::chrono::seconds build{5400};
  std::chrono::seconds boot{60};
  int memory_mib = 512;
  int jobs = 0;  // 0: as many as there are processors
  bool operator==(const Limits&) const = default;
};

// Who chooses the next commit to build.
enum class Pick {
  information,  // whatever tells most for the time it takes (model/search.hpp)
  git,          // git bisect
};

// Commits that are not built because they are known not to be the culprit.
enum class Discard {
  unread,  // those that change nothing that the build reads (model/build_inputs.hpp)
  nothing,
};

// Whether objects are kept for other runs. Within one run over a large range hardly any is met again, and
// keeping them takes two fifths more time.
enum class Ccache { off, on };

// Whether what an earlier run has built is built again. What proves a culprit always is.
enum class KeptKernels { use, ignore };

struct Campaign {
  std::string name;
  std::string description;
  std::string linux_tree;  // "linux" in JSON; a leading ~ is the user's home
  std::string good;
  std::string bad;
  Hunt hunt = Hunt::regression;  // good comes before bad; of a fix, after it
  std::string arch;
  std::string profile;  // a folder under configs/, or a path
  // A smaller profile that the search is made with: as profile, or no_search_profile. Without one it is what
  // `kbisect slim` has kept for the same question, if anything.
  std::optional<std::string> search_profile;
  std::vector<std::string> whitelist;           // added to the profile's
  std::string test;                             // a guest test by name, or the user's own by its path
  Symptom symptom;                              // in JSON the keys "symptom" and "on_other_failure"
  std::optional<std::string> expected_culprit;  // a commit id, whole or abbreviated (12 characters at least)
  // Of kernels, without the cross prefix (model/compiler.hpp). Without one it is the usual one, or what suits
  // a kernel's age where kernels of several ages are compiled.
  std::optional<std::string> compiler;
  double confidence = 0.999;  // at which a culprit is named: the probability that it is it
  Pick pick = Pick::information;
  Discard discard = Discard::unread;
  Ccache ccache = Ccache::off;
  KeptKernels kept_kernels = KeptKernels::use;
  std::vector<FixupRequest> fixups;
  // Other guest tests, whose steps show ways around the bug; `kbisect explain` runs them on the bad end.
  std::vector<std::string> workarounds;
  Limits limits;
  bool operator==(const Campaign&) const = default;
};

// Whether a campaign's test is the path of a program: no guest test has a slash in its name.
bool is_own_test(std::string_view test);
// What the agent is told to run.
std::string guest_test_name(const std::string& test);
// For people who do not know this machine: of a path the last part.
std::string short_test_name(const std::string& test);

// As a search_profile: the search has the whole config.
inline constexpr std::string_view no_search_profile = "none";

// One error, naming the key ("limits.boot_seconds"), what is wrong with it and what to write instead.
// `origin` is the file's name, for the message.
Expected<Campaign> parse_campaign(const nlohmann::json& document, const std::string& origin);

// The JSON that parse_campaign reads back to an equal campaign.
nlohmann::json to_json(const Campaign& campaign);

}  // namespace kbisect
