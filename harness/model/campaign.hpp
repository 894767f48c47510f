// What the user asked for. A campaign file is JSON; configs/schema/campaign.schema.json states the same rules
// as this parser. Command-line options are merged into that JSON before it is parsed, so the same rules apply
// to both.
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/compiler.hpp"
#include "model/fixup.hpp"
#include "model/hunt.hpp"
#include "model/json_reader.hpp"
#include "model/symptom.hpp"

namespace kbisect {

struct Limits {
  std::chrono::seconds build{5400};
  std::chrono::seconds boot{60};
  int memory_mib = 512;
  int jobs = 0;  // 0: one per processor
  bool operator==(const Limits&) const = default;
};

// Who chooses the next commit to build.
enum class Pick {
  information,  // whatever tells most for the time it takes (model/search/search.hpp)
  git,          // git bisect
};

// Which commits are not built because they are known not to be the culprit.
enum class Discard {
  unread,  // those that change nothing that the build reads (model/kernel/build_inputs.hpp)
  nothing,
};

// Whether ccache keeps objects for other runs. Within one run over a large range hardly any object is needed
// twice, and keeping one takes 1.7 times the processor time (results/bench/README.md).
enum class Ccache { off, on };

// Whether kernels from earlier runs are used. Those that prove a culprit are built again in any case.
enum class KeptKernels { use, ignore };

struct Campaign {
  std::string name;
  std::string description;
  std::string linux_tree;  // "linux" in JSON; a leading ~ stands for the user's home
  std::string good;
  std::string bad;
  Hunt hunt = Hunt::regression;  // a regression: good comes before bad; a fix: bad comes first
  std::string arch;
  std::string profile;  // a folder under configs/, or the path of one or of a .config
  // A smaller profile for the search: a name or path as in `profile`, or no_search_profile. Without it the
  // search uses the profile that `kbisect slim` kept for the same question, if there is one.
  std::optional<std::string> search_profile;
  std::vector<std::string> whitelist;           // symbols added to the profile's whitelist
  std::string test;                             // the name of a guest test, or the path of the user's own
  Symptom symptom;                              // the keys "symptom" and "on_other_failure" in JSON
  std::optional<std::string> expected_culprit;  // a commit id of 12 to 40 digits
  // The compiler for kernels, without the cross prefix (model/compiler.hpp). Without it, usual_compiler is
  // used, or, where kernels of several ages are compiled, one that suits each kernel's age.
  std::optional<std::string> compiler;
  double confidence = 0.999;  // the probability at which a culprit is named
  Pick pick = Pick::information;
  Discard discard = Discard::unread;
  Ccache ccache = Ccache::off;
  KeptKernels kept_kernels = KeptKernels::use;
  std::vector<FixupRequest> fixups;
  // Other guest tests, whose cases are ways around the bug; `kbisect explain` runs them on the bad end.
  std::vector<std::string> workarounds;
  Limits limits;
  bool operator==(const Campaign&) const = default;
};

// Whether a campaign's test is the path of a program. The name of a guest test contains no slash.
bool is_own_test(std::string_view test);
// The name by which the agent knows the test.
std::string guest_test_name(const std::string& test);
// For people who do not know this machine: of a path the last part.
std::string short_test_name(const std::string& test);

// As search_profile: the search uses the whole config.
inline constexpr std::string_view no_search_profile = "none";

// Fails with the first mistake: the key ("limits.boot_seconds"), what is wrong with it and what to write
// instead. `origin` is the file's name, for the message, and `other_origins` the options whose values are in
// the document, by their keys.
Expected<Campaign> parse_campaign(const nlohmann::json& document, const std::string& origin,
                                  const JsonOrigins& other_origins = {});

// Gives JSON that parse_campaign() reads back to an equal campaign.
nlohmann::json to_json(const Campaign& campaign);

}  // namespace kbisect
