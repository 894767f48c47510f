#include "model/graph.hpp"

#include <stdexcept>

namespace kbisect {
namespace {

// Marks `from` and all its ancestors; ids are in topological order, so one pass downwards is enough.
std::vector<bool> with_ancestors(const CandidateGraph& graph, int from) {
  std::vector<bool> marked(graph.ids.size());
  marked[static_cast<size_t>(from)] = true;
  for (int i = from; i >= 0; --i) {
    if (!marked[static_cast<size_t>(i)]) continue;
    for (const int parent : graph.parents[static_cast<size_t>(i)]) marked[static_cast<size_t>(parent)] = true;
  }
  return marked;
}

}  // namespace

Remaining remaining_after(const CandidateGraph& graph, const std::map<std::string, Verdict>& verdicts) {
  std::vector<bool> possible(graph.ids.size(), true);
  Remaining result;
  result.newest_bad = static_cast<int>(graph.ids.size()) - 1;
  for (int i = 0; i < static_cast<int>(graph.ids.size()); ++i) {
    const auto found = verdicts.find(graph.ids[static_cast<size_t>(i)]);
    if (found == verdicts.end() || std::holds_alternative<Skip>(found->second)) continue;
    const bool is_bad = std::holds_alternative<Bad>(found->second);
    const auto marked = with_ancestors(graph, i);
    for (size_t j = 0; j < possible.size(); ++j) possible[j] = possible[j] && marked[j] == is_bad;
    if (is_bad && marked[static_cast<size_t>(i)] && i < result.newest_bad) result.newest_bad = i;
  }
  for (size_t i = 0; i < possible.size(); ++i) {
    if (!possible[i]) continue;
    result.candidates.push_back(static_cast<int>(i));
    if (verdicts.count(graph.ids[i]) == 0) result.untested += 1;
  }
  if (result.candidates.empty() || result.candidates.back() != result.newest_bad) {
    throw std::logic_error("a good commit descends from a bad one: " +
                           graph.ids[static_cast<size_t>(result.newest_bad)]);
  }
  return result;
}

int estimated_steps(int candidates) {
  if (candidates < 3) return 0;
  int log = 0;
  while ((2 << log) <= candidates) ++log;
  const int power = 1 << log;
  const int beyond = candidates - power;
  return power < 3 * beyond ? log : log - 1;
}

}  // namespace kbisect
