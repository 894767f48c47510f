// A patch as it is applied and recorded.
#pragma once

#include <string>

namespace kbisect {

struct NamedPatch {
  std::string name;  // "fix.patch", "9c1f2d3e4a5b (subject)"
  std::string text;  // in a format that git apply takes
  bool operator==(const NamedPatch&) const = default;
};

}  // namespace kbisect
