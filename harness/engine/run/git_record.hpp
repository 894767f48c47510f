// What git bisect has been told about a run: only verdicts of real tests. When one of them changes, a new
// bisection is started and told all of them again.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/plan.hpp"
#include "model/verdict.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

class GitRecord {
 public:
  // `plan` and `bisect` must outlive this object. Git is told nothing yet: each process rebuilds git's state
  // from the journal, so that a crash leaves nothing to repair.
  GitRecord(const Plan& plan, const GitBisect& bisect) : plan_(plan), bisect_(bisect) {}

  // Tells git both ends as the user gave them, and the verdicts on other candidates in the order of testing.
  // What git knows already is not repeated.
  void tell(const std::vector<std::pair<std::string, Verdict>>& verdicts);

  // The next tell() starts a new bisection.
  void forget() { told_.clear(); }

  // How many commits could be the culprit, by what git was told.
  int candidates_left() const;

  // --- comparing an answer with git's own; both throw InfrastructureError where they disagree ---
  // Git's oldest new commit must be the culprit.
  void require_first_new(const std::string& culprit) const;
  // Git's oldest new commit must descend from each of these, or be it.
  void require_candidates(const std::vector<std::string>& commits) const;

 private:
  Hunt hunt() const { return plan_.header.campaign.hunt; }
  [[noreturn]] void disagree(const std::string& ours) const;

  const Plan& plan_;
  const GitBisect& bisect_;
  std::map<std::string, Verdict> told_;  // ends included; empty: no bisection yet
};

}  // namespace kbisect
