// What kernels are built and booted with on a machine, as the records of a run have it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace kbisect {

// Whether kernels are built in a sandbox, and how that limits them; else why they are not.
struct SandboxRecord {
  bool on = false;
  std::string text;
};

struct Toolchain {
  std::string text;    // compiler, linker and make by their own words, on one line
  std::string digest;  // SHA-256 over the compiler proper, the assembler, the linker and objcopy
};

struct MachineRecord {
  Toolchain toolchain;
  std::string emulator;  // in its own words
  int jobs = 0;
  bool ccache = false;
  SandboxRecord sandbox;
};

nlohmann::json to_json(const MachineRecord& machine);
// Throws like nlohmann::json, or std::invalid_argument, where `document`, which may hold more, lacks any of
// it.
MachineRecord machine_record_from_json(const nlohmann::json& document);

}  // namespace kbisect
