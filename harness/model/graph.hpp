// The commits that could be the culprit, and what verdicts leave of them. Pure; git bisect holds the same
// truth in its refs, and the two are compared at the end of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/hunt.hpp"

namespace kbisect {

// OLD..NEW (model/hunt.hpp; GOOD..BAD where a regression is hunted): everything reachable from the new end
// and not from the old one, merges and the new end itself included.
struct CandidateGraph {
  std::vector<std::string> ids;           // parents before children; the new end is the last
  std::vector<std::vector<int>> parents;  // by index into ids; parents outside the range left out
};

struct Remaining {
  // Every commit that could be the culprit. Verdicts that are no more than likely, of commits on several
  // branches, may leave none.
  std::vector<int> candidates;
  // Index of a new commit that all candidates are ancestors of: the last of them where that is new.
  int oldest_new = -1;
};

// Verdicts by commit id. One that makes a commit old clears it and all its ancestors; one that makes it new
// drops all that are not its ancestors (git-bisect(1)); a skip clears nothing. Throws std::logic_error when
// an old commit has a new ancestor.
Remaining remaining_after(const CandidateGraph& graph, const std::map<std::string, Verdict>& verdicts,
                          Hunt hunt);

// How many more commits git bisect expects to test for n candidates (git's own estimate).
int estimated_steps(int candidates);

}  // namespace kbisect
