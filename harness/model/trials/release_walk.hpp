// Which release to test next on the way from a bad release to the nearest good one. Each release that is bad
// as well makes the next step longer: 1, 2, 3, ... releases. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

namespace kbisect {

enum class ReleaseState {
  as_the_first,  // bad, like the release where the walk began
  turned,        // good
  untestable,    // does not build or boot; its neighbours on both sides are tried, the farther one first
};

class ReleaseWalk {
 public:
  // There are `count` releases; number 0 is the nearest.
  explicit ReleaseWalk(size_t count) : count_(count) {}

  // Nothing once a release has turned, or if none is left.
  std::optional<size_t> next() const;
  void saw(size_t release, ReleaseState state);

 private:
  std::optional<size_t> next_beside_untestable() const;

  size_t count_;
  size_t stride_ = 1;
  size_t open_ = 0;                      // all nearer ones count as bad
  std::map<size_t, ReleaseState> seen_;  // of those that are not nearer
};

}  // namespace kbisect
