// Combines several lambdas into one visitor for std::visit.
#pragma once

namespace kbisect {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace kbisect
