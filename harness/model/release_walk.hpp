// Which release to test next on the way from a bad one to the nearest that is known to be good: farther away
// with every one that is bad as well, by 1, 2, 3, ... releases. Pure.
#pragma once

#include <cstddef>
#include <optional>

namespace kbisect {

enum class ReleaseState {
  as_the_first,  // bad, as the one that the walk began at
  turned,        // good
  untestable,    // does not build or boot; its neighbour is tried
};

class ReleaseWalk {
 public:
  // `count` releases, the nearest first.
  explicit ReleaseWalk(size_t count) : count_(count) {}

  // Nothing once one has turned, or when there are no more.
  std::optional<size_t> next() const;
  void saw(size_t release, ReleaseState state);

 private:
  size_t count_;
  size_t stride_ = 1;
  bool beside_untestable_ = false;
  size_t beyond_ = 0;  // the nearest that has not been passed
  bool has_turned_ = false;
};

}  // namespace kbisect
