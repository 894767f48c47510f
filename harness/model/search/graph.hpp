// The commits that could be the culprit, and what the verdicts leave of them. Pure. git bisect holds the same
// information in its refs; both are compared at the end of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/hunt.hpp"

namespace kbisect {

// The range OLD..NEW (model/hunt.hpp; GOOD..BAD for a regression): everything reachable from the new end but
// not from the old one, including merges and the new end itself.
struct CandidateGraph {
  std::vector<std::string> ids;           // parents before children; the new end is the last
  std::vector<std::vector<int>> parents;  // by index into ids; without parents outside the range
};

struct Remaining {
  // Every commit that could be the culprit. Verdicts are only likely, not certain; those of commits on
  // several branches may leave none.
  std::vector<int> candidates;
  // Index of the first commit known to be new, or else of the new end. All candidates are this commit or its
  // ancestors.
  int oldest_new = -1;
};

// `verdicts` is keyed by commit id. A commit that is old clears itself and all its ancestors; a new one drops
// all but itself and its ancestors (git-bisect(1)); a skip clears nothing. Throws std::logic_error if an old
// commit has a new ancestor.
Remaining remaining_after(const CandidateGraph& graph, const std::map<std::string, Verdict>& verdicts,
                          Hunt hunt);

// How many more commits git bisect expects to test for this many candidates (git's own estimate).
int estimated_steps(int candidates);

}  // namespace kbisect
