// The ancestors of every commit as bit sets: 14 MB for 15,000 commits, and microseconds to sum over any set
// of commits.
#pragma once

#include <vector>

#include "model/search/index_set.hpp"

namespace kbisect {

// Members are indices into CandidateGraph::ids.
using CommitSet = IndexSet;

// Stands for the end below all candidates, which is not a candidate itself: the good end where a regression
// is hunted, the bad end where a fix is.
constexpr int old_end_index = -1;

class Ancestry {
 public:
  // Takes the parents of each commit; parents come before children, as in CandidateGraph::parents.
  explicit Ancestry(const std::vector<std::vector<int>>& parents);

  int size() const { return static_cast<int>(sets_.size()); }
  // The commit and its ancestors in the range. If the commit is new (model/hunt.hpp), the culprit is one of
  // these.
  const CommitSet& up_to(int commit) const { return sets_[static_cast<size_t>(commit)]; }
  const std::vector<int>& parents(int commit) const { return parents_[static_cast<size_t>(commit)]; }

 private:
  std::vector<CommitSet> sets_;
  std::vector<std::vector<int>> parents_;
};

}  // namespace kbisect
