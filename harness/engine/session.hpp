// The loop: pick, build, run, judge, record, tell git; until one commit is left, or only skipped ones.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/journal.hpp"
#include "engine/observer.hpp"
#include "engine/plan.hpp"
#include "engine/run_folder.hpp"
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
  Observer& observer;
};

class Session {
 public:
  // `content` is what the journal held when it was opened: the steps in it are not tested again.
  Session(SessionParts parts, JournalContent content);

  // Journals every step before the next begins. The outcome is left to the caller, so that a run does not
  // count as finished before its reports are there. On an exception the journal is whole and the worktree
  // stays, for resume.
  Result run();

 private:
  Outcome find();
  std::optional<EndsContradict> check_end(StepRole role, const Commit& commit);
  const Step& test(StepRole role, const Commit& commit, int candidates);
  Outcome conclude(const Remaining& remaining);
  static int steps_left(StepRole role, int candidates);

  SessionParts parts_;
  Stopwatch stopwatch_;
  double earlier_seconds_ = 0;
  std::optional<std::string> acceleration_;
  std::vector<Step> steps_;
  std::map<std::string, Verdict> verdicts_;
};

}  // namespace kbisect
