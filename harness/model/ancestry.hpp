// Which commits are ancestors of which, as sets of bits: for 15,000 commits 14 MB, and a sum over any set of
// them in microseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kbisect {

// A set of commits, by index into CandidateGraph::ids. A small one may have been made for fewer commits than
// those it is compared with, or subtracted from; one that is added to has to have room.
class CommitSet {
 public:
  CommitSet() = default;
  explicit CommitSet(int size) : words_((static_cast<size_t>(size) + 63) / 64) {}

  void insert(int commit) { word(commit) |= bit(commit); }
  bool contains(int commit) const {
    const size_t at = static_cast<size_t>(commit) / 64;
    return at < words_.size() && (words_[at] & bit(commit)) != 0;
  }
  // In ascending order.
  std::vector<int> members() const;
  int count() const;
  bool empty() const { return count() == 0; }

  CommitSet& operator|=(const CommitSet& other);
  CommitSet& operator&=(const CommitSet& other);
  CommitSet& operator-=(const CommitSet& other);

 private:
  friend int count_common(const CommitSet& one, const CommitSet& other);
  friend int count_difference(const CommitSet& one, const CommitSet& other, const CommitSet& within);

  static std::uint64_t bit(int commit) { return std::uint64_t{1} << (static_cast<size_t>(commit) % 64); }
  std::uint64_t& word(int commit) { return words_[static_cast<size_t>(commit) / 64]; }

  std::vector<std::uint64_t> words_;
};

int count_common(const CommitSet& one, const CommitSet& other);
// How many of `within` are in one of the two sets and not in the other.
int count_difference(const CommitSet& one, const CommitSet& other, const CommitSet& within);

class Ancestry {
 public:
  // Parents before children, as CandidateGraph::parents.
  explicit Ancestry(const std::vector<std::vector<int>>& parents);

  int size() const { return static_cast<int>(sets_.size()); }
  // The commit itself and its ancestors in the range: if it is bad, the culprit is one of these.
  const CommitSet& up_to(int commit) const { return sets_[static_cast<size_t>(commit)]; }
  const std::vector<int>& parents(int commit) const { return parents_[static_cast<size_t>(commit)]; }

 private:
  std::vector<CommitSet> sets_;
  std::vector<std::vector<int>> parents_;
};

}  // namespace kbisect
