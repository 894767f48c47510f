// The boot parameters that a C source declares (kernel: include/linux/init.h, moduleparam.h;
// Documentation/admin-guide/kernel-parameters.rst), and what of them can be tried: nothing is evaluated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/c_tokens.hpp"

namespace kbisect {

struct BootParameter {
  std::string name;  // as on the command line: "quiet", "loop.max_loop"
  int line = 0;      // of its declaration
  // Ways to give it: of a boolean both, of one that takes no value the name alone, else those values that its
  // handler compares with. Empty where the source names none: a number, a path.
  std::vector<std::string> settings;
  // Variables that it sets, as far as that shows.
  std::vector<std::string> variables;
};

// `module` is what the file's module_param()s have before them: KBUILD_MODNAME, "loop".
std::vector<BootParameter> boot_parameters(const std::vector<CToken>& tokens, const std::string& module);

}  // namespace kbisect
