#include "model/search/index_set.hpp"

#include <algorithm>
#include <bit>

// Every x86 processor since 2008 counts bits in one instruction, which compilers may not use for plain
// x86-64.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define KBISECT_COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define KBISECT_COUNTS_BITS
#endif

namespace kbisect {

std::vector<int> IndexSet::members() const {
  std::vector<int> result;
  for (size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
      result.push_back(static_cast<int>(i * 64) + std::countr_zero(left));
    }
  }
  return result;
}

KBISECT_COUNTS_BITS int IndexSet::count() const {
  int sum = 0;
  for (const std::uint64_t word : words_) sum += std::popcount(word);
  return sum;
}

IndexSet& IndexSet::operator|=(const IndexSet& other) {
  for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

IndexSet& IndexSet::operator&=(const IndexSet& other) {
  const size_t common = std::min(words_.size(), other.words_.size());
  for (size_t i = 0; i < common; ++i) words_[i] &= other.words_[i];
  std::fill(words_.begin() + static_cast<std::ptrdiff_t>(common), words_.end(), 0);
  return *this;
}

IndexSet& IndexSet::operator-=(const IndexSet& other) {
  const size_t common = std::min(words_.size(), other.words_.size());
  for (size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

KBISECT_COUNTS_BITS int count_common(const IndexSet& one, const IndexSet& other) {
  const size_t common = std::min(one.words_.size(), other.words_.size());
  int sum = 0;
  for (size_t i = 0; i < common; ++i) sum += std::popcount(one.words_[i] & other.words_[i]);
  return sum;
}

IndexSet only_in_one(const IndexSet& one, const IndexSet& other) {
  const bool is_longer = one.words_.size() >= other.words_.size();
  IndexSet result = is_longer ? one : other;
  const IndexSet& shorter = is_longer ? other : one;
  for (size_t i = 0; i < shorter.words_.size(); ++i) result.words_[i] ^= shorter.words_[i];
  return result;
}

KBISECT_COUNTS_BITS int count_difference(const IndexSet& one, const IndexSet& other, const IndexSet& within) {
  const IndexSet& longer = one.words_.size() < other.words_.size() ? other : one;
  const IndexSet& shorter = &longer == &one ? other : one;
  int sum = 0;
  for (size_t i = 0; i < shorter.words_.size(); ++i) {
    sum += std::popcount((longer.words_[i] ^ shorter.words_[i]) & within.words_[i]);
  }
  for (size_t i = shorter.words_.size(); i < longer.words_.size(); ++i) {
    sum += std::popcount(longer.words_[i] & within.words_[i]);
  }
  return sum;
}

}  // namespace kbisect
