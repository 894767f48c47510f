// What the kernel's own documentation says about a boot parameter.
#pragma once

#include <string>

#include "tools/git_read.hpp"

namespace kbisect {

struct Documentation {
  std::string where;  // "path:line"; empty if there is none
  std::string text;   // of the parameter's entry
};

// From Documentation/admin-guide of the commit; kernel-parameters.txt is looked at first.
Documentation documentation_of(const std::string& parameter, const GitReader& git, const std::string& commit);

}  // namespace kbisect
