// How printed commands name this program.
#pragma once

#include <string>

namespace kbisect {

// The path of this executable, quoted for a shell, since kbisect need not be in PATH.
std::string own_program();

}  // namespace kbisect
