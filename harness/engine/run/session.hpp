// The loop: pick, build, boot, judge, record, tell git; until one commit is left, or only skipped ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/run/findings.hpp"
#include "engine/run/git_record.hpp"
#include "engine/run/input_record.hpp"
#include "engine/run/journal.hpp"
#include "engine/run/tester.hpp"

namespace kbisect {

class Session {
 public:
  // Everything the bench refers to, and the journal, must outlive the session. `content` is what the journal
  // contained when it was opened; its steps are not repeated.
  Session(Bench bench, Journal& journal, JournalContent content);

  // Journals every step before the next one begins. The caller journals the outcome, so that a run does not
  // count as finished before its reports are written. Throws Interrupted after `most_steps` steps of this
  // session or when the user stops it, InfrastructureError when the machine is at fault. On an exception the
  // journal is whole and the worktree stays for resume.
  Result run(std::optional<int> most_steps = std::nullopt);
  // Removes the worktree and the kept kernels, which may take minutes on a slow disk.
  void clean_up() const;

 private:
  Outcome find(std::optional<int> most_steps);
  std::optional<Outcome> test(int wanted);
  std::optional<Outcome> contradicted(EndsContradict ends);
  void give_up_search_profile(const std::string& why);
  Outcome conclude(const Found& found);
  Outcome conclude(const Inseparable& inseparable);
  Hunt hunt() const { return bench_.plan.header.campaign.hunt; }
  Bad evidence_of(int commit) const;
  int picked(int ours) const;
  std::optional<EndsContradict> untestable_end(int commit) const;

  // --- one visit to a commit ---
  Step begin(StepRole role, ConfigKind config, const Commit& commit, int candidates, int steps_left) const;
  void visit(int commit, StepRole role);
  bool worth_another_boot(const Step& step) const;
  void record(const Step& step);

  // --- leaving out what no build reads ---
  bool wants_inputs() const;
  bool has_both_ends() const;
  void discard();
  // Looks which candidates have kernels of earlier runs, so that the search prefers them.
  void look_for_kept_kernels();

  // --- the proof of a culprit ---
  bool prove(int culprit);
  bool prove_with_full_config(const Commit& culprit);
  void test_alone(const Commit& commit);
  bool take_back(const Commit& culprit);
  void boot_alone(Step step, const Stopwatch& stopwatch);

  // --- what git and the user are told ---
  void tell_git();
  int steps_left(StepRole role) const;

  Bench bench_;
  Journal& journal_;
  Tester tester_;
  GitRecord git_record_;
  Findings findings_;
  std::optional<std::string> search_profile_given_up_;  // the reason
  InputRecord inputs_;
  int pruned_ = 0;
  Stopwatch stopwatch_;
  double earlier_seconds_ = 0;
  std::optional<std::string> acceleration_;
};

}  // namespace kbisect
