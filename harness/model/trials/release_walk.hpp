// Which release to test next on the way from a bad release to the nearest good one. Each release that is bad
// as well makes the next step longer: 1, 2, 3, ... releases. Pure.
#pragma once

#include <cstddef>
#include <optional>

namespace kbisect {

enum class ReleaseState {
  as_the_first,  // bad, like the release where the walk began
  turned,        // good
  untestable,    // does not build or boot; its neighbour is tried
};

class ReleaseWalk {
 public:
  // There are `count` releases; number 0 is the nearest.
  explicit ReleaseWalk(size_t count) : count_(count) {}

  // Nothing once a release has turned, or if none is left.
  std::optional<size_t> next() const;
  void saw(size_t release, ReleaseState state);

 private:
  size_t count_;
  size_t stride_ = 1;
  bool beside_untestable_ = false;
  size_t beyond_ = 0;  // the nearest release not yet passed
  bool has_turned_ = false;
};

}  // namespace kbisect
