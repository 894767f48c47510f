// Catch2 2 needs a source file of the project to define main(); Catch2 3 has the session in another header.
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <csignal>

#include "support/leave_out.hpp"

int main(int argc, char** argv) {
  // As kbisect does, so that writing to a child that has ended fails with EPIPE instead of killing this
  // process.
  std::signal(SIGPIPE, SIG_IGN);
  const int failed = Catch::Session().run(argc, argv);
  // Not Catch2's own code: the number of failures could be that of what was left out.
  if (failed != 0) return 1;
  return anything_left_out() ? left_out_exit_code : 0;
}
