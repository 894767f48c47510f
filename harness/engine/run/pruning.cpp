#include "engine/run/pruning.hpp"

#include <set>
#include <utility>

namespace kbisect {

Pruning::Pruning(const GitReader& git, const CandidateGraph& graph, std::string source_arch)
    : git_(git),
      graph_(graph),
      inputs_(std::move(source_arch)),
      prior_{CommitSet(static_cast<int>(graph.ids.size())), CommitSet(static_cast<int>(graph.ids.size()))} {}

const Prior& Pruning::prior() {
  if (!std::exchange(is_new_, false)) return prior_;
  std::set<int> open;
  if (!std::exchange(has_looked_, true)) {
    for (size_t i = 0; i < graph_.ids.size(); ++i) open.insert(static_cast<int>(i));
  }
  for (const auto& [change, commits] : untouched_) {
    if (inputs_.counts(change)) open.insert(commits.begin(), commits.end());
  }
  for (const int commit : open) look_at(commit);
  return prior_;
}

void Pruning::look_at(int commit) {
  const std::string& id = graph_.ids[static_cast<size_t>(commit)];
  const size_t parents = git_.commit(id).parents.size();
  for (size_t parent = 0; parent < parents; ++parent) {
    std::vector<FileChange> untouched;
    const auto is_input = [&](const FileChange& change) {
      if (inputs_.counts(change)) return true;
      untouched.push_back(change);
      return false;
    };
    if (git_.changes_any(id, parent, is_input)) continue;
    for (FileChange& change : untouched) untouched_[std::move(change)].push_back(commit);
    return;
  }
  const auto counts = [&](const FileChange& change) { return inputs_.counts(change); };
  const bool is_own = parents < 2 || git_.makes_any(id, counts);
  (is_own ? prior_.likely : prior_.less_likely).insert(commit);
}

}  // namespace kbisect
