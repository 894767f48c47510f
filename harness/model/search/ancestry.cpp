#include "model/search/ancestry.hpp"

namespace kbisect {

// Parents come before children, so no ancestor of commit i has an index above i, and i + 1 bits are enough.
Ancestry::Ancestry(const std::vector<std::vector<int>>& parents) : parents_(parents) {
  sets_.reserve(parents.size());
  for (size_t i = 0; i < parents.size(); ++i) {
    CommitSet& set = sets_.emplace_back(static_cast<int>(i) + 1);
    set.insert(static_cast<int>(i));
    for (const int parent : parents[i]) set |= sets_[static_cast<size_t>(parent)];
  }
}

}  // namespace kbisect
