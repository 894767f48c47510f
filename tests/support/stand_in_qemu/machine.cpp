#include "support/stand_in_qemu/machine.hpp"

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

void give_up(const std::string& why) {
  std::fprintf(stderr, "qemu-system-x86_64: %s\n", why.c_str());
  std::exit(1);
}

void hang() {
  while (true) ::pause();
}

std::filesystem::path world() {
  const char* folder = std::getenv("STAND_IN_FOLDER");
  if (folder == nullptr) give_up("STAND_IN_FOLDER is not set");
  return folder;
}

void send(int descriptor, const std::string& bytes) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.data() + sent, bytes.size() - sent);
    if (count < 0) give_up("the host does not listen");
    sent += static_cast<size_t>(count);
  }
}

void leave() {
  std::exit(0);
}

void wait_for_quit(const Machine& machine) {
  // In ms; generous for a loaded machine, but less than the host's deadline for a boot.
  constexpr int patience = 20'000;
  std::string heard;
  pollfd readable{.fd = machine.monitor, .events = POLLIN, .revents = 0};
  while (heard.find("\"quit\"") == std::string::npos) {
    char piece[512];
    const ssize_t count = ::poll(&readable, 1, patience) == 1
                              ? ::read(machine.monitor, static_cast<char*>(piece), sizeof piece)
                              : 0;
    if (count <= 0) give_up("the host has not stopped it");
    heard.append(static_cast<char*>(piece), static_cast<size_t>(count));
  }
  std::exit(0);
}
