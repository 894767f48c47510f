#include "engine/run/git_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace kbisect {

void GitRecord::tell(const std::vector<std::pair<std::string, Verdict>>& verdicts) {
  const RunHeader& header = plan_.header;
  const bool is_overruled = std::any_of(verdicts.begin(), verdicts.end(), [&](const auto& verdict) {
    const auto told = told_.find(verdict.first);
    return told != told_.end() && term(told->second) != term(verdict.second);
  });
  if (told_.empty() || is_overruled) {
    bisect_.start(header.old_end().id, header.new_end().id);
    told_ = {{header.good.id, Good{}}, {header.bad.id, Bad{}}};
  }
  for (const auto& [id, verdict] : verdicts) {
    if (told_.emplace(id, verdict).second) bisect_.tell(id, verdict);
  }
  // Git takes the new commit it was told last for the oldest, even if it descends from an earlier one.
  const auto oldest = static_cast<size_t>(remaining_after(plan_.graph, told_, hunt()).oldest_new);
  const std::string& oldest_new = plan_.graph.ids[oldest];
  if (bisect_.oldest_new() != oldest_new) bisect_.tell(oldest_new, told_.at(oldest_new));
}

int GitRecord::candidates_left() const {
  if (told_.empty()) return plan_.header.candidates;
  return static_cast<int>(remaining_after(plan_.graph, told_, hunt()).candidates.size());
}

void GitRecord::require_first_new(const std::string& culprit) const {
  if (bisect_.oldest_new() != culprit) disagree(culprit);
}

void GitRecord::require_candidates(const std::vector<std::string>& commits) const {
  const std::string oldest_new = bisect_.oldest_new();
  for (const std::string& commit : commits) {
    if (!plan_.git.is_ancestor(commit, oldest_new)) disagree(commit);
  }
}

void GitRecord::disagree(const std::string& ours) const {
  throw InfrastructureError(fmt::format("git bisect ends at {}, the journal at {}: please report this",
                                        bisect_.oldest_new(), ours));
}

}  // namespace kbisect
