// What a stage tells an observer while it works. An observer must not influence what the stage does.
#pragma once

#include <string>

#include "model/kernel/build_log.hpp"

namespace kbisect {

enum class Phase { checkout, configure, build, boot };
std::string text(Phase phase);

class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  virtual ~Watch() = default;

  virtual void phase_began(Phase phase) = 0;
  // Called about ten times a second while a guest is running.
  virtual void tick() = 0;
  // Called about ten times a second while make is running.
  virtual void build_progressed(const BuildProgress& progress) = 0;
  // One line that the user should know about and need not act on.
  virtual void note(const std::string& line) = 0;
};

}  // namespace kbisect
