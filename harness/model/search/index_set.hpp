// A set of small numbers from 0 on, as bits: commits by their index into CandidateGraph::ids, or objects of a
// build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kbisect {

// Sets made for different sizes may be compared and subtracted. A set that is inserted into, or that another
// is added to, must have been made large enough.
class IndexSet {
 public:
  IndexSet() = default;
  explicit IndexSet(int size) : words_((static_cast<size_t>(size) + 63) / 64) {}

  void insert(int index) { word(index) |= bit(index); }
  bool contains(int index) const {
    const size_t at = static_cast<size_t>(index) / 64;
    return at < words_.size() && (words_[at] & bit(index)) != 0;
  }
  // In ascending order.
  std::vector<int> members() const;
  int count() const;
  bool empty() const { return count() == 0; }

  IndexSet& operator|=(const IndexSet& other);
  IndexSet& operator&=(const IndexSet& other);
  IndexSet& operator-=(const IndexSet& other);

 private:
  friend int count_common(const IndexSet& one, const IndexSet& other);
  friend IndexSet only_in_one(const IndexSet& one, const IndexSet& other);
  friend int count_difference(const IndexSet& one, const IndexSet& other, const IndexSet& within);

  static std::uint64_t bit(int index) { return std::uint64_t{1} << (static_cast<size_t>(index) % 64); }
  std::uint64_t& word(int index) { return words_[static_cast<size_t>(index) / 64]; }

  std::vector<std::uint64_t> words_;
};

int count_common(const IndexSet& one, const IndexSet& other);
// The members of exactly one of the two sets.
IndexSet only_in_one(const IndexSet& one, const IndexSet& other);
// How many members of `within` are in exactly one of the two sets. `within` must be as large as both of them.
int count_difference(const IndexSet& one, const IndexSet& other, const IndexSet& within);

}  // namespace kbisect
