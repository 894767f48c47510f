#include "model/trials/release_walk.hpp"

#include <algorithm>

namespace kbisect {

std::optional<size_t> ReleaseWalk::next() const {
  const bool has_turned = std::any_of(
      seen_.begin(), seen_.end(), [](const auto& release) { return release.second == ReleaseState::turned; });
  if (has_turned || open_ >= count_) return std::nullopt;
  if (!seen_.empty()) return next_beside_untestable();
  // The last release is worth a test even if it is nearer than the stride.
  return std::min(open_ + stride_, count_) - 1;
}

// Those that were seen lie beside each other.
std::optional<size_t> ReleaseWalk::next_beside_untestable() const {
  const size_t nearest = seen_.begin()->first;
  const size_t farthest = seen_.rbegin()->first;
  const bool is_farther_left = farthest + 1 < count_;
  const bool is_nearer_left = nearest > open_;
  if (is_farther_left && (!is_nearer_left || seen_.size() % 2 == 1)) return farthest + 1;
  if (is_nearer_left) return nearest - 1;
  return std::nullopt;
}

void ReleaseWalk::saw(size_t release, ReleaseState state) {
  if (state != ReleaseState::as_the_first) {
    seen_[release] = state;
    return;
  }
  stride_ += 1;
  open_ = release + 1;
  seen_.erase(seen_.begin(), seen_.lower_bound(open_));
}

}  // namespace kbisect
