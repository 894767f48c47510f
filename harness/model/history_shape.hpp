// The shape of a history: who descends from whom, without what the commits hold. Pure.
#pragma once

#include <random>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

// Commit 0 is the good end and has no parents; parents stand before their children; the last commit is the
// bad end, and every other is an ancestor of it.
struct HistoryShape {
  std::vector<std::vector<int>> parents;  // by commit; the first is the one a merge was made on

  bool is_merge(int commit) const { return parents[static_cast<size_t>(commit)].size() > 1; }
};

// `commits` commits beside the good end, on one main line and topic branches that are merged back into it.
// The same generator state gives the same shape on every machine.
HistoryShape branching_shape(int commits, std::mt19937_64& random);

// A shape as text, a commit a line: its number and those of its parents, commits counted from 1 in order, 0
// the good end and everything below it (tests/data/dag-15k.txt.gz). Fails naming the line.
Expected<HistoryShape> parse_shape(std::string_view text);

// The part of a shape that is nearest to so many commits: the good end, one other commit as the bad end, and
// what that one descends from.
HistoryShape cut_shape(const HistoryShape& shape, int commits);

// The bad end, its first parent, that one's first parent, down to the good end.
std::vector<int> main_line(const HistoryShape& shape);

// What a merge brings to its first parent: the ancestors of the other parents (themselves included) that the
// first one does not have, in ascending order.
std::vector<int> brought_by_merge(const HistoryShape& shape, int merge);

}  // namespace kbisect
