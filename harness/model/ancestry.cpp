#include "model/ancestry.hpp"

#include <algorithm>
#include <bit>

// Every processor since 2008 counts bits in one instruction, which compilers for any x86-64 may not use.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define KBISECT_COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define KBISECT_COUNTS_BITS
#endif

namespace kbisect {

std::vector<int> CommitSet::members() const {
  std::vector<int> result;
  for (size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
      result.push_back(static_cast<int>(i * 64) + std::countr_zero(left));
    }
  }
  return result;
}

KBISECT_COUNTS_BITS int CommitSet::count() const {
  int sum = 0;
  for (const std::uint64_t word : words_) sum += std::popcount(word);
  return sum;
}

CommitSet& CommitSet::operator|=(const CommitSet& other) {
  for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

CommitSet& CommitSet::operator&=(const CommitSet& other) {
  const size_t common = std::min(words_.size(), other.words_.size());
  for (size_t i = 0; i < common; ++i) words_[i] &= other.words_[i];
  std::fill(words_.begin() + static_cast<std::ptrdiff_t>(common), words_.end(), 0);
  return *this;
}

CommitSet& CommitSet::operator-=(const CommitSet& other) {
  const size_t common = std::min(words_.size(), other.words_.size());
  for (size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

KBISECT_COUNTS_BITS int count_common(const CommitSet& one, const CommitSet& other) {
  const size_t common = std::min(one.words_.size(), other.words_.size());
  int sum = 0;
  for (size_t i = 0; i < common; ++i) sum += std::popcount(one.words_[i] & other.words_[i]);
  return sum;
}

KBISECT_COUNTS_BITS int count_difference(const CommitSet& one, const CommitSet& other,
                                         const CommitSet& within) {
  const CommitSet& longer = one.words_.size() < other.words_.size() ? other : one;
  const CommitSet& shorter = &longer == &one ? other : one;
  int sum = 0;
  for (size_t i = 0; i < shorter.words_.size(); ++i) {
    sum += std::popcount((longer.words_[i] ^ shorter.words_[i]) & within.words_[i]);
  }
  for (size_t i = shorter.words_.size(); i < longer.words_.size(); ++i) {
    sum += std::popcount(longer.words_[i] & within.words_[i]);
  }
  return sum;
}

// No commit has a later one among its ancestors.
Ancestry::Ancestry(const std::vector<std::vector<int>>& parents) : parents_(parents) {
  sets_.reserve(parents.size());
  for (size_t i = 0; i < parents.size(); ++i) {
    CommitSet& set = sets_.emplace_back(static_cast<int>(i) + 1);
    set.insert(static_cast<int>(i));
    for (const int parent : parents[i]) set |= sets_[static_cast<size_t>(parent)];
  }
}

}  // namespace kbisect
