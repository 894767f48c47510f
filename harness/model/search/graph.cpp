#include "model/search/graph.hpp"

#include <stdexcept>

namespace kbisect {
namespace {

// Marks `from` and all its ancestors. The ids are in topological order, so one pass downwards is enough.
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

Remaining remaining_after(const CandidateGraph& graph, const std::map<std::string, Verdict>& verdicts,
                          Hunt hunt) {
  const size_t size = graph.ids.size();
  std::vector<bool> possible(size, true);
  std::vector<bool> cleared(size);
  std::vector<int> new_ones;
  for (size_t i = 0; i < size; ++i) {
    const auto found = verdicts.find(graph.ids[i]);
    if (found == verdicts.end() || is_skip(found->second)) continue;
    const bool is_new_one = is_new(found->second, hunt);
    if (is_new_one) new_ones.push_back(static_cast<int>(i));
    const auto marked = with_ancestors(graph, static_cast<int>(i));
    for (size_t j = 0; j < size; ++j) {
      possible[j] = possible[j] && marked[j] == is_new_one;
      cleared[j] = cleared[j] || (marked[j] && !is_new_one);
    }
  }
  for (const int commit : new_ones) {
    if (!cleared[static_cast<size_t>(commit)]) continue;
    throw std::logic_error(old_term(hunt) + " commits descend from one that is " + new_term(hunt) + ": " +
                           graph.ids[static_cast<size_t>(commit)]);
  }
  Remaining result{.oldest_new = new_ones.empty() ? static_cast<int>(size) - 1 : new_ones.front()};
  for (size_t i = 0; i < size; ++i) {
    if (!possible[i]) continue;
    result.candidates.push_back(static_cast<int>(i));
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
