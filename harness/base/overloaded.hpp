// One visitor out of several functions (std::visit).
#pragma once

namespace kbisect {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace kbisect
