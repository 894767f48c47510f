// What a stage tells whoever is watching while it works. Nothing here may change what the stage does.
#pragma once

#include <string>

#include "model/build_log.hpp"

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
  // Several times a second within a phase.
  virtual void tick() = 0;
  virtual void build_progressed(const BuildProgress& progress) = 0;
  // One line that the user should know and nobody has to act on.
  virtual void note(const std::string& line) = 0;
};

}  // namespace kbisect
