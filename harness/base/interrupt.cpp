#include "base/interrupt.hpp"

#include <csignal>

#include "base/error.hpp"

namespace kbisect::interrupt {
namespace {

volatile std::sig_atomic_t signalled = 0;

void on_signal(int number) {
  signalled = 1;
  // Only SIGINT: timeout(1) and service managers send SIGTERM to us and then to our group, so a second
  // SIGTERM is no more urgent than the first.
  if (number != SIGINT) return;
  struct sigaction fallback {};
  fallback.sa_handler = SIG_DFL;
  sigaction(number, &fallback, nullptr);
}

}  // namespace

void install() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A terminal that is closed; nohup(1) has it ignored.
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool requested() {
  return signalled != 0;
}

void check() {
  if (requested()) throw Interrupted();
}

}  // namespace kbisect::interrupt
