#include "model/search/rebuilds.hpp"

#include <utility>

namespace kbisect {

Rebuilds::Rebuilds(std::shared_ptr<const Ancestry> ancestry, int objects, std::map<int, IndexSet> touched)
    : ancestry_(std::move(ancestry)),
      objects_(objects),
      touched_(std::move(touched)),
      touching_(ancestry_->size()) {
  for (const auto& [commit, readers] : touched_) touching_.insert(commit);
}

int Rebuilds::between(int from, int to) const {
  const CommitSet nothing;
  const auto history = [&](int commit) -> const CommitSet& {
    return commit == old_end_index ? nothing : ancestry_->up_to(commit);
  };
  CommitSet crossed = only_in_one(history(from), history(to));
  crossed &= touching_;
  IndexSet compiled(objects_);
  for (const int commit : crossed.members()) compiled |= touched_.at(commit);
  return compiled.count();
}

}  // namespace kbisect
