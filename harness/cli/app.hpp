// The command line: the arguments select one action; how that action ends decides the exit code
// (model/exit_code.hpp).
#pragma once

namespace kbisect {

int run_app(int argc, char** argv);

}  // namespace kbisect
