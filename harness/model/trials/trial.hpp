// One question to one kernel: this source, changed so, booted with these parameters and this guest test: does
// it show the symptom? And what came of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/commit.hpp"
#include "model/machine.hpp"
#include "model/step.hpp"
#include "model/symptom.hpp"
#include "model/variant.hpp"

namespace kbisect {

enum class SourceKind {
  revision,  // of the user's git tree
  folder,    // a source tree without git, as it was when it was looked at
  tarball,
};
std::string text(SourceKind kind);  // "revision", "folder", "tarball"

// Whatever it is, a commit of some repository has its files.
struct TrialSource {
  SourceKind kind = SourceKind::revision;
  std::string name;        // as asked: "v6.8", "linux-source-6.12.tar.xz"
  std::string repository;  // absolute: the user's tree, or one in the cache
  Commit commit;
  std::vector<NamedPatch> fixups;  // that the campaign has for it
};

struct Trial {
  TrialSource source;
  Variant variant;
  std::string test;  // as a campaign calls it
  Symptom symptom;   // what makes it bad
  int boots = 5;     // at the least; more where they do not agree
  int passes = 0;    // that make it good when none fails, if more than `boots`
};

struct TrialResult {
  int row = 0;  // from 1
  Trial trial;
  std::optional<Toolchain> toolchain;  // where the variant has its own
  Build build;
  int built_in_row = 0;                   // another one's kernel, unless it is this row
  std::vector<std::string> side_effects;  // requests of the profile that the changes of the config undo
  std::vector<Run> runs;                  // none without an image
  Verdict verdict;
  double seconds = 0;
};

// Whatever this test does other than pass is bad: for one that nothing is known of.
Symptom any_failure(const std::string& test);

// Trials with the same key have the same kernel: source, fix-ups, patches, config.
std::string build_key(const Trial& trial);

// The order to make them in, by index: those of one source together in the order of the sources, and within
// it those of one kernel, so that little is compiled and no kernel twice. Otherwise as they are.
std::vector<size_t> order_of(const std::vector<Trial>& trials);

// How many boots must pass for `trial` to be good, given the rows made before it. Where the same symptom
// showed in only some boots of a row, a bad kernel may pass a few boots by luck: the answer is then what
// proof_boots() asks for at that rate (model/search/proof_boots.hpp), the lowest where rows differ; else
// `trial.boots`.
int passes_wanted(const Trial& trial, const std::vector<TrialResult>& earlier);

// --- a verdict from these boots alone, the failure rate unknown (model/search/failure_rates.hpp) ---

// Whether no more boots are wanted: as many as the trial wants agree; or they differ, and leave at most
// chance_of_luck (model/search/proof_boots.hpp) for the other verdict or are as many as we make; or most of
// them, and more than one, could not be judged.
bool is_settled(const Trial& trial, const std::vector<Run>& runs);
// Good or bad, whichever is likelier. A skip without an image, or where most boots could not be judged.
Verdict verdict_of(const Build& build, const std::vector<Run>& runs);

nlohmann::json to_json(const Trial& trial);
nlohmann::json to_json(const TrialResult& result);

}  // namespace kbisect
