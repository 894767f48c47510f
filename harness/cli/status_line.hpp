// Shows one piece of work at a time as text: a live line on a terminal, otherwise one status line per minute.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "stages/watch.hpp"

namespace kbisect {

class StatusLine {
 public:
  StatusLine();

  void begin(std::string title);
  void phase_began(Phase phase);
  void tick() { show(); }
  void build_progressed(const BuildProgress& progress);
  // Prints the outcome after the durations of the phases.
  void end(const std::string& outcome);

  void print(const std::string& line) const;

 private:
  void end_phase();
  std::string status() const;
  void show();

  const bool live_;
  std::string title_;
  std::string phase_name_;
  std::string detail_;
  std::vector<std::string> phases_;
  Stopwatch phase_watch_;
  int heartbeats_ = 0;
};

}  // namespace kbisect
