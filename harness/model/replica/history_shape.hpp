// The shape of a history: which commits descend from which, without their contents. Pure.
#pragma once

#include <random>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

// Commit 0 is the good end and has no parents; parents come before their children; the last commit is the bad
// end, and all others are its ancestors.
struct HistoryShape {
  std::vector<std::vector<int>> parents;  // by commit; the first parent is the one that a merge was made on

  bool is_merge(int commit) const { return parents[static_cast<size_t>(commit)].size() > 1; }
};

// Makes `commits` commits besides the good end, on one main line and topic branches that are merged back into
// it. The same generator state gives the same shape on every machine.
HistoryShape branching_shape(int commits, std::mt19937_64& random);

// Reads a shape as text, one commit per line: its number and those of its parents. Commits are counted from 1
// in order; 0 is the good end and everything below it (tests/data/dag-15k.txt.gz). Fails naming the line.
Expected<HistoryShape> parse_shape(std::string_view text);

// The part of a shape whose size is nearest to `commits`: the good end, another commit as the bad end, and
// the ancestors of that one.
HistoryShape cut_shape(const HistoryShape& shape, int commits);

// The bad end, its first parent, that one's first parent and so on, down to the good end.
std::vector<int> main_line(const HistoryShape& shape);

// What a merge brings to its first parent: the other parents and their ancestors, without those that the
// first parent already has. In ascending order.
std::vector<int> brought_by_merge(const HistoryShape& shape, int merge);

}  // namespace kbisect
