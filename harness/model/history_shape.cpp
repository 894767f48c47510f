#include "model/history_shape.hpp"

namespace kbisect {
namespace {

// Shares of a hundred commits; what is left over goes on with the main line. About one commit in seven is a
// merge, and branches are a handful of commits long, as among the short topic branches of a kernel release.
constexpr unsigned opens_branch = 15;
constexpr unsigned merges_branch = 30;
constexpr unsigned extends_branch = 70;
constexpr int most_open = 4;

// Marks a commit and all its ancestors; stops at what is marked already.
void mark_ancestors(const HistoryShape& shape, int commit, std::vector<bool>& marked) {
  std::vector<int> pending{commit};
  while (!pending.empty()) {
    const auto next = static_cast<size_t>(pending.back());
    pending.pop_back();
    if (marked[next]) continue;
    marked[next] = true;
    for (const int parent : shape.parents[next]) pending.push_back(parent);
  }
}

}  // namespace

HistoryShape branching_shape(int commits, std::mt19937_64& random) {
  HistoryShape shape{.parents = {{}}};
  int main_line = 0;
  std::vector<int> branches;  // the tips of those not merged yet
  for (int commit = 1; commit <= commits; ++commit) {
    const int left = commits - commit + 1;
    const auto open = static_cast<int>(branches.size());
    const auto roll = static_cast<unsigned>(random() % 100);
    const size_t chosen = branches.empty() ? 0 : random() % branches.size();
    const bool must_merge = open >= left;
    if (must_merge || (!branches.empty() && roll >= opens_branch && roll < merges_branch)) {
      shape.parents.push_back({main_line, branches[chosen]});
      branches.erase(branches.begin() + static_cast<std::ptrdiff_t>(chosen));
      main_line = commit;
    } else if (roll < opens_branch && open < most_open && left > open + 2) {
      shape.parents.push_back({main_line});
      branches.push_back(commit);
    } else if (!branches.empty() && roll < extends_branch) {
      shape.parents.push_back({branches[chosen]});
      branches[chosen] = commit;
    } else {
      shape.parents.push_back({main_line});
      main_line = commit;
    }
  }
  return shape;
}

std::vector<int> main_line(const HistoryShape& shape) {
  std::vector<int> line{static_cast<int>(shape.parents.size()) - 1};
  while (!shape.parents[static_cast<size_t>(line.back())].empty())
    line.push_back(shape.parents[static_cast<size_t>(line.back())].front());
  return line;
}

std::vector<int> brought_by_merge(const HistoryShape& shape, int merge) {
  const std::vector<int>& parents = shape.parents[static_cast<size_t>(merge)];
  std::vector<bool> had(static_cast<size_t>(merge), false);
  mark_ancestors(shape, parents.front(), had);
  std::vector<bool> has = had;
  for (const int parent : parents) mark_ancestors(shape, parent, has);
  std::vector<int> brought;
  for (int commit = 0; commit < merge; ++commit) {
    const auto index = static_cast<size_t>(commit);
    if (has[index] && !had[index]) brought.push_back(commit);
  }
  return brought;
}

}  // namespace kbisect
