// One visit to a commit, as the journal records it: build, boots, verdict. File names are relative to the
// step's own folder.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/commit.hpp"
#include "model/guest/judge.hpp"
#include "model/verdict.hpp"

namespace kbisect {

// A kernel that was built. `path` is absolute, and valid until the next build.
struct Image {
  std::string path;
  std::string digest;         // SHA-256 of the image
  std::string config_digest;  // SHA-256 of .config
};

struct Build {
  std::variant<Image, Skip> result;
  bool reused = false;              // nothing was built: the image comes from an earlier step or run
  bool of_earlier_run = false;      // the image comes from an earlier run
  std::string log;                  // file with make's output, zstd; empty if configuring failed
  std::vector<std::string> fixups;  // names of those applied before the build
  std::string failed_object;        // "fs/super.o": what make failed on; empty if unknown
  int objects = 0;                  // compiled in this build
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
  std::string console;       // file with the kernel's log
  std::string report;        // file with the KTAP lines
  double seconds = 0;        // how long QEMU ran
  // Versions of the programs that the test ran, as they describe themselves.
  std::vector<std::string> versions;
};

// Why a commit was tested.
enum class StepRole {
  good_end,
  bad_end,
  search,
  proof,   // the culprit or one of its parents, booted more often than the search needed
  revert,  // the culprit reverted on the new end; the step's commit is the one that reverts it
};

// Which of a run's kernel configs was built.
enum class ConfigKind {
  full,    // the campaign's profile
  search,  // a smaller one that shows the same, for finding the culprit; the proof uses the full one
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
  int candidates = 0;                     // how many could have been the culprit before this step
  std::optional<ExpectedBuild> expected;  // unless the kernel is reused, or too little was known
  Build build;
  std::vector<Run> runs;  // empty without an image
  Verdict verdict;        // on the commit, from all boots of the run up to here
  std::string began;      // UTC
  double checkout_seconds = 0;
  double wall_seconds = 0;
};

// Seconds for checkout, configuring and make.
double build_seconds(const Step& step);
// Whether there was no image, or the last two boots could not be judged.
bool is_untestable(const Step& step);
// Asked after a boot that could not be judged: whether that may have been bad luck. Two such boots in a row
// are not put down to luck.
bool may_have_had_bad_luck(const std::vector<Run>& runs);

std::string text(StepRole role);      // "good end", "bad end", "search", "proof", "revert"
std::string text(ConfigKind config);  // "full", "search"

nlohmann::json to_json(const Build& build);
nlohmann::json to_json(const Run& run);
nlohmann::json to_json(const Step& step);
// Throws nlohmann::json::exception or std::invalid_argument if `document` is not a step.
Step step_from_json(const nlohmann::json& document);

}  // namespace kbisect
