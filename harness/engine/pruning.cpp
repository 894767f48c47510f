#include "engine/pruning.hpp"

#include <set>
#include <utility>

namespace kbisect {

Pruning::Pruning(const GitReader& git, const CandidateGraph& graph, std::string source_arch)
    : git_(git),
      graph_(graph),
      inputs_(std::move(source_arch)),
      candidates_(static_cast<int>(graph.ids.size())) {}

const CommitSet& Pruning::candidates() {
  if (!std::exchange(is_new_, false)) return candidates_;
  std::set<int> open;
  if (untouched_.empty() && candidates_.empty()) {
    for (size_t i = 0; i < graph_.ids.size(); ++i) open.insert(static_cast<int>(i));
  }
  for (const auto& [change, commits] : untouched_) {
    if (inputs_.counts(change)) open.insert(commits.begin(), commits.end());
  }
  for (const int commit : open) look_at(commit);
  return candidates_;
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
  candidates_.insert(commit);
}

}  // namespace kbisect
