#include "cli/status_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace kbisect {
namespace {

constexpr double heartbeat_seconds = 60;
constexpr size_t default_width = 80;

size_t terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : default_width;
}

// Write errors are ignored: a reader that has gone away is no reason to stop the run.
void put(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

StatusLine::StatusLine() : live_(isatty(STDOUT_FILENO) != 0) {}

void StatusLine::begin(std::string title) {
  title_ = std::move(title);
  phases_.clear();
  phase_name_.clear();
  if (!live_) print(title_);
}

void StatusLine::phase_began(Phase phase) {
  end_phase();
  phase_name_ = text(phase);
  detail_.clear();
  phase_watch_ = Stopwatch();
  heartbeats_ = 0;
  show();
}

void StatusLine::build_progressed(const BuildProgress& progress) {
  detail_ = fmt::format("{} objects, {}", progress.objects(), progress.current());
  show();
}

void StatusLine::end(const std::string& outcome) {
  end_phase();
  const std::string line =
      phases_.empty() ? outcome : fmt::format("{}: {}", fmt::join(phases_, ", "), outcome);
  print(live_ ? fmt::format("{}\n    {}", title_, line) : "    " + line);
}

void StatusLine::print(const std::string& line) const {
  put(fmt::format("{}{}\n", live_ ? "\r\x1b[K" : "", line));
}

void StatusLine::end_phase() {
  if (phase_name_.empty()) return;
  phases_.push_back(fmt::format("{} {}", phase_name_, duration_text(phase_watch_.seconds())));
  phase_name_.clear();
}

std::string StatusLine::status() const {
  return fmt::format("{} {}{}{}", phase_name_, duration_text(phase_watch_.seconds()),
                     detail_.empty() ? "" : ", ", detail_);
}

void StatusLine::show() {
  if (live_) {
    // A precision counts characters, where a cut by bytes could end within one.
    put(fmt::format("\r\x1b[K{:.{}}", fmt::format("{} | {}", status(), title_), terminal_width() - 1));
  } else if (phase_watch_.seconds() > heartbeat_seconds * (heartbeats_ + 1)) {
    heartbeats_ += 1;
    print("    " + status());
  }
}

}  // namespace kbisect
