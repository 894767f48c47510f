#include "stages/watch.hpp"

#include <stdexcept>

namespace kbisect {

std::string text(Phase phase) {
  switch (phase) {
    case Phase::checkout:
      return "checkout";
    case Phase::configure:
      return "configure";
    case Phase::build:
      return "build";
    case Phase::boot:
      return "boot";
  }
  throw std::logic_error("a phase without a name");
}

}  // namespace kbisect
