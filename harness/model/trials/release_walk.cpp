#include "model/trials/release_walk.hpp"

#include <algorithm>

namespace kbisect {

std::optional<size_t> ReleaseWalk::next() const {
  if (has_turned_ || beyond_ >= count_) return std::nullopt;
  // The last release is worth a test even if it is nearer than the stride.
  return std::min(beyond_ + (beside_untestable_ ? 1 : stride_), count_) - 1;
}

void ReleaseWalk::saw(size_t release, ReleaseState state) {
  beyond_ = release + 1;
  beside_untestable_ = state == ReleaseState::untestable;
  has_turned_ = state == ReleaseState::turned;
  if (state == ReleaseState::as_the_first) stride_ += 1;
}

}  // namespace kbisect
