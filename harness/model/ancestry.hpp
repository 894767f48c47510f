// Which commits are ancestors of which, as sets of bits: for 15,000 commits 14 MB, and a sum over any set of
// them in microseconds.
#pragma once

#include <vector>

#include "model/index_set.hpp"

namespace kbisect {

// By index into CandidateGraph::ids.
using CommitSet = IndexSet;

// Stands for the end that lies below all candidates, and is none: the good one where a regression is hunted.
constexpr int old_end_index = -1;

class Ancestry {
 public:
  // Parents before children, as CandidateGraph::parents.
  explicit Ancestry(const std::vector<std::vector<int>>& parents);

  int size() const { return static_cast<int>(sets_.size()); }
  // The commit itself and its ancestors in the range: if it is new (model/hunt.hpp), the culprit is one of
  // these.
  const CommitSet& up_to(int commit) const { return sets_[static_cast<size_t>(commit)]; }
  const std::vector<int>& parents(int commit) const { return parents_[static_cast<size_t>(commit)]; }

 private:
  std::vector<CommitSet> sets_;
  std::vector<std::vector<int>> parents_;
};

}  // namespace kbisect
