// The loop: pick, build, boot, judge, record, tell git; until one commit is left, or only skipped ones.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/image_store.hpp"
#include "engine/journal.hpp"
#include "engine/observer.hpp"
#include "engine/plan.hpp"
#include "engine/run_folder.hpp"
#include "model/search.hpp"
#include "stages/build.hpp"
#include "stages/run.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

// What a session works with; all of it outlives the session.
struct SessionParts {
  const Plan& plan;
  const RunFolder& folder;
  Journal& journal;
  GitBisect& git;
  Builder& builder;
  Runner& runner;
  const ImageStore& images;
  Observer& observer;
};

class Session {
 public:
  // `content` is what the journal held when it was opened: the steps in it are not made again.
  Session(SessionParts parts, JournalContent content);

  // Journals every step before the next begins. The outcome is left to the caller, so that a run does not
  // count as finished before its reports are there. On an exception the journal is whole and the worktree
  // stays, for resume.
  Result run();

 private:
  Outcome find();
  void learn(const Step& step);
  void visit(int commit, StepRole role);
  void build(Step& step);
  void boot(Step& step);
  bool worth_another_boot(const Step& step) const;
  Verdict verdict_of(int commit) const;
  bool prove(int culprit);
  int proof_boots_left(int commit) const;
  bool take_back(int culprit);
  void record(Step step);
  void tell_git();
  std::optional<EndsContradict> skipped_end() const;
  Outcome conclude(const Found& found);
  Outcome conclude(const Inseparable& inseparable);
  void settle_git(int newest_bad);

  StepRole role_of(int commit) const;
  const std::string& id_of(int commit) const;
  int index_of(const std::string& id) const;
  int candidates_left() const;
  int steps_left(StepRole role) const;

  SessionParts parts_;
  Search search_;
  Stopwatch stopwatch_;
  double earlier_seconds_ = 0;
  std::optional<std::string> acceleration_;
  std::vector<Step> steps_;
  std::map<std::string, int> indices_;
  std::map<std::string, Verdict> told_;  // what git knows, the ends included; empty: nothing yet
};

}  // namespace kbisect
