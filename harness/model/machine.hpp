// What a machine builds and boots kernels with, as the records of a run have it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace kbisect {

// Whether kernels are built in a sandbox. `text` says how it limits them, or why there is none.
struct SandboxRecord {
  bool on = false;
  std::string text;
};

struct Toolchain {
  std::string text;    // compiler, linker and make as they describe themselves, on one line
  std::string digest;  // SHA-256 over the compiler proper, the assembler, the linker and objcopy
};

struct MachineRecord {
  Toolchain toolchain;
  std::string emulator;  // as it describes itself
  int jobs = 0;
  bool ccache = false;
  SandboxRecord sandbox;
};

nlohmann::json to_json(const MachineRecord& machine);
// Ignores other keys of `document`. Throws nlohmann::json::exception or std::invalid_argument if one of these
// is missing or wrong.
MachineRecord machine_record_from_json(const nlohmann::json& document);

}  // namespace kbisect
