// Finds the boot parameters that a C source declares (kernel: include/linux/init.h,
// include/linux/moduleparam.h, Documentation/admin-guide/kernel-parameters.rst) and the settings that can be
// tried. Nothing is evaluated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/kernel/c_tokens.hpp"

namespace kbisect {

struct BootParameter {
  std::string name;  // as on the command line: "quiet", "loop.max_loop"
  int line = 0;      // of its declaration
  // Settings to try: both values of a boolean, the bare name of a parameter that takes no value, or the
  // values that its handler compares with. Empty where the source gives none, as for a number or a path.
  std::vector<std::string> settings;
  // Variables that the parameter sets, as far as the tokens show them.
  std::vector<std::string> variables;
};

// `module` is the prefix of the file's module_param()s, KBUILD_MODNAME, such as "loop"; empty for no prefix.
std::vector<BootParameter> boot_parameters(const std::vector<CToken>& tokens, const std::string& module);

}  // namespace kbisect
