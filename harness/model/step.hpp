// One visit to a commit, as the journal holds it: build, boots, verdict. Files are named relative to the
// step's own folder.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/commit.hpp"
#include "model/judge.hpp"
#include "model/verdict.hpp"

namespace kbisect {

// A kernel that was built. `path` is where it lies now, absolute, and good until the next build.
struct Image {
  std::string path;
  std::string digest;         // SHA-256 of the image
  std::string config_digest;  // of .config
};

struct Build {
  std::variant<Image, Skip> result;
  bool reused = false;              // no build: an earlier step's image was kept, or an earlier run's
  bool of_earlier_run = false;      // the latter
  std::string log;                  // of make, zstd; empty where configuring failed
  std::vector<std::string> fixups;  // applied before it, by name
  std::string failed_object;  // "fs/super.o": what make was at when it failed; empty where that is unknown
  int objects = 0;            // compiled in this build
  double configure_seconds = 0;
  double make_seconds = 0;
};

// One boot, and what it showed.
struct Run {
  Verdict verdict;
  BootEnding ending = BootEnding::left;
  bool agent_up = false;
  bool complete = false;
  std::string kernel_release;
  std::string acceleration;  // "kvm" or "tcg"
  std::string console;       // log file
  std::string report;        // KTAP file
  double seconds = 0;        // QEMU, start to end
  // Of the programs that the test ran, as they say themselves.
  std::vector<std::string> versions;
};

// Why a commit was tested.
enum class StepRole {
  good_end,
  bad_end,
  search,
  proof,   // the culprit or a parent of it, booted more often than the search needed
  revert,  // the culprit taken back on the new end; the step's commit is the one that does so
};

// Which of a run's kernel configs.
enum class ConfigKind {
  full,    // the campaign's profile
  search,  // a smaller one that shows the same, for finding the culprit; it is proven with the full one
};

// What was expected of a build before it began.
struct ExpectedBuild {
  int objects = 0;
  double seconds = 0;  // checkout and configuring included
};

struct Step {
  int number = 0;  // from 1
  StepRole role = StepRole::search;
  ConfigKind config = ConfigKind::full;
  Commit commit;
  int candidates = 0;  // that could have been the culprit before this step
  std::optional<ExpectedBuild> expected;
  Build build;
  std::vector<Run> runs;  // none without an image
  Verdict verdict;        // of the commit, from all boots of the run up to here
  std::string began;      // UTC
  double checkout_seconds = 0;
  double wall_seconds = 0;
};

// Checkout, configuring and make.
double build_seconds(const Step& step);
// There was no image, or the last two boots could not be judged.
bool is_untestable(const Step& step);
// After a boot that could not be judged: it may have had bad luck, but not twice in a row.
bool may_have_had_bad_luck(const std::vector<Run>& runs);

std::string text(StepRole role);      // "good end", "bad end", "search", "proof", "revert"
std::string text(ConfigKind config);  // "full", "search"

nlohmann::json to_json(const Build& build);
nlohmann::json to_json(const Run& run);
nlohmann::json to_json(const Step& step);
// Throws nlohmann::json::exception or std::invalid_argument on anything that to_json would not write.
Step step_from_json(const nlohmann::json& document);

}  // namespace kbisect
