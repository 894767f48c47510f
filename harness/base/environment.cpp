#include "base/environment.hpp"

#include <cstdlib>

namespace kbisect {

std::string environment_value(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace kbisect
