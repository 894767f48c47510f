// The machine that the stand-in for QEMU plays: its lines to the host, and the ways it can end.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

// A fault of QEMU itself, as it says it.
[[noreturn]] void give_up(const std::string& why);

// Until it is killed.
[[noreturn]] void hang();

// The test's folder (tests/support/world.hpp).
std::filesystem::path world();

struct Machine {
  std::string nonce;
  std::string test;
  int results = -1;
  int monitor = -1;
  std::ofstream console;
};

// All of it, on one of the machine's two sockets.
void send(int descriptor, const std::string& bytes);

// As QEMU does: ends when it is told to, or, as after the guest's reboot, by itself.
constexpr int at_once = 0;
[[noreturn]] void leave(const Machine& machine, int seconds_for_quit = 5);
