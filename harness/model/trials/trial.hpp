// A trial: whether one kernel, built from this source with these changes and booted with these parameters,
// shows the symptom in this guest test. And its result.
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

// A source as the commit of some repository that has its files.
struct TrialSource {
  SourceKind kind = SourceKind::revision;
  std::string name;        // as asked: "v6.8", "linux-source-6.12.tar.xz"
  std::string repository;  // absolute: the user's tree, or one in the cache
  Commit commit;
  std::vector<NamedPatch> fixups;  // of the campaign, for this commit
};

struct Trial {
  TrialSource source;
  Variant variant;
  std::string test;            // as a campaign calls it
  Symptom symptom;             // what makes it bad
  int boots = 5;               // at least; more if they do not agree
  int passes = 0;              // boots that must pass for it to be good, if more than `boots`
  bool is_built_here = false;  // no kernel of an earlier run will do: its build directory is looked into
};

struct TrialResult {
  int row = 0;  // from 1
  Trial trial;
  std::optional<Toolchain> toolchain;  // if the variant has its own
  Build build;
  int built_in_row = 0;  // the row whose kernel was booted; this one's if it was built for it
  std::vector<std::string> side_effects;  // requests of the profile that the changes of the config undo
  std::vector<Run> runs;                  // empty without an image
  Verdict verdict;
  double seconds = 0;
};

// The symptom for a test of which nothing is known: any result other than a pass is bad.
Symptom any_failure(const std::string& test);

// Trials with the same key have the same kernel: repository, commit, fix-ups, patches, config changes and
// compiler.
std::string build_key(const Trial& trial);

// The order in which to make the trials, as indices: grouped by source, then by kernel, so that little is
// compiled and no kernel twice. Otherwise they keep their order.
std::vector<size_t> order_of(const std::vector<Trial>& trials);

// How many boots must pass for `trial` to be good, given the rows made before it: `trial.boots`, or more if
// the same symptom showed in only some boots of a row, because a bad kernel may then pass a few by luck. In
// that case it is what proof_boots() (model/search/proof_boots.hpp) asks for at the lowest rate that a row
// had.
int passes_wanted(const Trial& trial, const std::vector<TrialResult>& earlier);

// --- a verdict from these boots alone, the failure rate unknown (model/search/failure_rates.hpp) ---

// Whether no more boots are needed, which is so in one of three cases:
// - all agree, and they are as many as the trial asks for;
// - they differ, and leave at most chance_of_luck (model/search/proof_boots.hpp) for the other verdict, or
//   are as many as we make;
// - more than one, and most of them, could not be judged.
bool is_settled(const Trial& trial, const std::vector<Run>& runs);
// Good or bad, whichever is likelier; a skip if there is no image or most boots could not be judged.
Verdict verdict_of(const Build& build, const std::vector<Run>& runs);

nlohmann::json to_json(const Trial& trial);
nlohmann::json to_json(const TrialResult& result);

}  // namespace kbisect
