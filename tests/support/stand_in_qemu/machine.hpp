// The machine that the stand-in for QEMU plays: its connections to the host, and the ways it can end.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

// Fails as QEMU itself does, with a message on stderr.
[[noreturn]] void give_up(const std::string& why);

// Never returns; the process has to be killed.
[[noreturn]] void hang();

// The test's folder, from STAND_IN_FOLDER (tests/support/world.hpp).
std::filesystem::path world();

struct Machine {
  std::string nonce;
  std::string test;
  int results = -1;
  int monitor = -1;
  std::ofstream console;
};

// Writes all of `bytes` to one of the machine's two sockets.
void send(int descriptor, const std::string& bytes);

// Ends as QEMU does when the guest reboots.
[[noreturn]] void leave();

// Ends on the monitor's quit command, and fails if the host does not give it: a guest that has said all must
// not cost more time.
[[noreturn]] void wait_for_quit(const Machine& machine);
