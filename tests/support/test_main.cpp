// Catch2 2 needs a source file of the project to define main(); Catch2 3 has the session in another header.
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <csignal>

int main(int argc, char** argv) {
  // As kbisect does, so that writing to a child that has ended fails with EPIPE instead of killing this
  // process.
  std::signal(SIGPIPE, SIG_IGN);
  return Catch::Session().run(argc, argv);
}
