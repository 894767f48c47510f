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

  // `bad_end` is the verdict of the bad end; `verdicts` are those of the candidates, in the order they were
  // tested in.
  void tell(const Verdict& bad_end, const std::vector<std::pair<std::string, Verdict>>& verdicts);

  // Commits that could be the culprit by what git knows.
  int candidates_left() const;

  // Git's own bisection, told the same, has to be at this commit. Throws InfrastructureError where it is not.
  void require_newest_bad(const std::string& commit) const;

 private:
  const Plan& plan_;
  GitBisect& git_;
  std::map<std::string, Verdict> told_;  // the ends included; empty: nothing yet
};

}  // namespace kbisect
