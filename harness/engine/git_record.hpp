// What git bisect has been told of a run: always what was really tested, and all of it anew where a verdict
// has been taken back.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/plan.hpp"
#include "model/verdict.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

class GitRecord {
 public:
  // Both outlive it. Nothing is told yet: git's state is rebuilt from the journal by each process, so that a
  // crash anywhere leaves nothing to repair.
  GitRecord(const Plan& plan, GitBisect& git) : plan_(plan), git_(git) {}

  // Both ends as the user says, and the verdicts of the other candidates, in the order they were tested in.
  void tell(const std::vector<std::pair<std::string, Verdict>>& verdicts);

  // From here on git is told of a search that begins anew.
  void forget() { told_.clear(); }

  // Commits that could be the culprit by what git knows.
  int candidates_left() const;

  // What git's own bisection, told the same, has to say of an answer; these throw InfrastructureError where
  // it says otherwise. That the culprit is the first new commit:
  void require_first_new(const std::string& culprit) const;
  // That each of these can still be it:
  void require_candidates(const std::vector<std::string>& commits) const;

 private:
  Hunt hunt() const { return plan_.header.campaign.hunt; }
  [[noreturn]] void disagree(const std::string& ours) const;

  const Plan& plan_;
  GitBisect& git_;
  std::map<std::string, Verdict> told_;  // the ends included; empty: nothing yet
};

}  // namespace kbisect
