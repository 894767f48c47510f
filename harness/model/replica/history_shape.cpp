#include "model/replica/history_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "model/search/ancestry.hpp"

namespace kbisect {
namespace {

// Cumulative shares of a hundred commits; the remainder continues the main line. About one commit in seven is
// a merge, and branches are a handful of commits long, like the short topic branches of a kernel release.
constexpr unsigned opens_branch = 15;
constexpr unsigned merges_branch = 30;
constexpr unsigned extends_branch = 70;
constexpr int most_open = 4;

// Marks a commit and all its ancestors; stops at commits that are already marked.
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
  std::vector<int> branches;  // tips of branches that are not merged yet
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

Expected<HistoryShape> parse_shape(std::string_view text) {
  HistoryShape shape;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line); ++number) {
    std::istringstream words(line);
    int own = -1;
    words >> own;
    std::vector<int> parents;
    for (int parent = 0; words >> parent;) {
      const bool is_known = std::find(parents.begin(), parents.end(), parent) != parents.end();
      if (parent < 0 || parent >= number) own = -1;
      if (!is_known) parents.push_back(parent);
    }
    if (own != number || !words.eof() || parents.empty() != (number == 0)) {
      return fail(
          fmt::format("line {}: write \"{} PARENT...\", each parent a number before it", number + 1, number));
    }
    shape.parents.push_back(std::move(parents));
  }
  if (number < 2) return fail("it has no commits");
  return shape;
}

HistoryShape cut_shape(const HistoryShape& shape, int commits) {
  const Ancestry ancestry(shape.parents);
  int end = 0;
  int off = ancestry.size();
  for (int i = 1; i < ancestry.size(); ++i) {
    // Every commit descends from the good end, which also stands for everything below it.
    CommitSet kept = ancestry.up_to(i);
    kept.insert(0);
    const int distance = std::abs(kept.count() - 1 - commits);
    if (distance > off) continue;
    off = distance;
    end = i;
  }
  CommitSet kept = ancestry.up_to(end);
  kept.insert(0);
  std::vector<int> number(shape.parents.size());
  HistoryShape cut;
  for (const int commit : kept.members()) {
    number[static_cast<size_t>(commit)] = static_cast<int>(cut.parents.size());
    std::vector<int>& parents = cut.parents.emplace_back();
    for (const int parent : shape.parents[static_cast<size_t>(commit)])
      parents.push_back(number[static_cast<size_t>(parent)]);
  }
  return cut;
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
