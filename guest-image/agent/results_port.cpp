#include "agent/results_port.hpp"

#include <dirent.h>
#include <poll.h>
#include <sys/utsname.h>

#include <algorithm>
#include <ctime>

#include "agent/kernel_log.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

constexpr const char* ports_directory = "/sys/class/virtio-ports";
constexpr int host_wait_ms = 5000;
constexpr long first_nap_ns = 50'000;
constexpr long longest_nap_ns = 2'000'000;
constexpr long patience_ns = 5'000'000'000;

bool has_name(const std::string& entry, std::string_view wanted) {
  Descriptor file;
  if (!file.open((std::string(ports_directory) + "/" + entry + "/name").c_str(), O_RDONLY).ok()) return false;
  char name[128];
  const ssize_t size = ::read(file.get(), name, sizeof name);
  if (size <= 0) return false;
  const std::string_view text(name, static_cast<size_t>(size));
  return text.substr(0, text.find('\n')) == wanted;
}

// The path of the device node; empty if there is no such port.
std::string find_port(std::string_view wanted) {
  DIR* directory = ::opendir(ports_directory);
  if (directory == nullptr) return {};
  std::string found;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string name = entry->d_name;
    if (name[0] != '.' && has_name(name, wanted)) {
      found = "/dev/" + name;
      break;
    }
  }
  ::closedir(directory);
  return found;
}

}  // namespace

bool ResultsPort::open() {
  // The device announces ports and their names to the kernel by messages, which may arrive after its driver
  // is up.
  long waited = 0;
  for (long nap = first_nap_ns; !port_.is_open(); nap = std::min(2 * nap, longest_nap_ns)) {
    const std::string path = find_port(protocol::results_port);
    if (!path.empty() && port_.open(path.c_str(), O_WRONLY).ok()) break;
    if (waited > patience_ns) {
      log_line(std::string("no virtio-serial port named ") + protocol::results_port);
      return false;
    }
    const timespec length{.tv_sec = 0, .tv_nsec = nap};
    ::nanosleep(&length, nullptr);
    waited += nap;
  }
  pollfd writable{.fd = port_.get(), .events = POLLOUT, .revents = 0};
  if (::poll(&writable, 1, host_wait_ms) == 1) return true;
  log_line("the host does not listen to the results port");
  port_.close();
  return false;
}

void ResultsPort::append(const char* verb, std::string_view text, std::string& frames) const {
  frames += protocol::magic;
  frames += ' ';
  frames += nonce_;
  frames += ' ';
  frames += verb;
  frames += ' ';
  for (const char c : text) frames += static_cast<unsigned char>(c) < ' ' && c != '\t' ? '?' : c;
  frames += '\n';
}

void ResultsPort::send(std::string_view frames) {
  if (!write_all(port_.get(), frames).ok()) log_line("the results port takes no more");
}

void ResultsPort::hello() {
  utsname names{};
  ::uname(&names);
  std::string frame;
  append(protocol::hello, names.release, frame);
  send(frame);
}

void ResultsPort::ktap(std::string_view lines) {
  std::string frames;
  while (!lines.empty()) {
    const size_t length = std::min(lines.find('\n'), lines.size());
    append(protocol::ktap, lines.substr(0, length), frames);
    sent_ += 1;
    lines.remove_prefix(std::min(length + 1, lines.size()));
  }
  send(frames);
}

void ResultsPort::end() {
  std::string frame;
  append(protocol::end, std::to_string(sent_), frame);
  send(frame);
  // write(2) on the port may return before the host has read the data. Closing it sends a control message
  // that the kernel waits for, and the host handles that message after the data.
  port_.close();
}

}  // namespace kbisect::guest
