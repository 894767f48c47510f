// The command line: what was asked becomes one action, and how that ended becomes the exit code
// (model/exit_code.hpp).
#pragma once

namespace kbisect {

int run_app(int argc, char** argv);

}  // namespace kbisect
