// The commits that could be the culprit, and what verdicts leave of them. Pure; git bisect holds the same
// truth in its refs, and the two are compared at the end of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/verdict.hpp"

namespace kbisect {

// GOOD..BAD: everything reachable from bad and not from good, merges and bad itself included.
struct CandidateGraph {
  std::vector<std::string> ids;           // parents before children; bad is the last
  std::vector<std::vector<int>> parents;  // by index into ids; parents outside the range left out
};

struct Remaining {
  // Every commit that could be the culprit. Verdicts that are no more than likely, of commits on several
  // branches, may leave none.
  std::vector<int> candidates;
  // Index of a bad commit that all candidates are ancestors of: the last of them where that is bad.
  int newest_bad = -1;
  int untested = 0;  // candidates without a verdict
};

// Verdicts by commit id. A good verdict clears a commit and all its ancestors; a bad one drops all that are
// not its ancestors (git-bisect(1)); a skip clears nothing. Throws std::logic_error when a good commit has a
// bad ancestor.
Remaining remaining_after(const CandidateGraph& graph, const std::map<std::string, Verdict>& verdicts);

// How many more commits git bisect expects to test for n candidates (git's own estimate).
int estimated_steps(int candidates);

}  // namespace kbisect
