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

void leave(const Machine& machine, int seconds_for_quit) {
  std::string heard;
  pollfd readable{.fd = machine.monitor, .events = POLLIN, .revents = 0};
  while (heard.find("\"quit\"") == std::string::npos && ::poll(&readable, 1, seconds_for_quit * 1000) == 1) {
    char piece[512];
    const ssize_t count = ::read(machine.monitor, static_cast<char*>(piece), sizeof piece);
    if (count <= 0) break;
    heard.append(static_cast<char*>(piece), static_cast<size_t>(count));
  }
  std::exit(0);
}
