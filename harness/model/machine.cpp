#include "model/machine.hpp"

#include <nlohmann/json.hpp>

#include "model/json_text.hpp"

namespace kbisect {

nlohmann::json to_json(const MachineRecord& machine) {
  return {{"toolchain", machine.toolchain.text},
          {"toolchain_digest", machine.toolchain.digest},
          {"emulator", machine.emulator},
          {"jobs", machine.jobs},
          {"ccache", machine.ccache},
          {"sandbox", {{"on", machine.sandbox.on}, {"text", machine.sandbox.text}}}};
}

MachineRecord machine_record_from_json(const nlohmann::json& document) {
  const auto& sandbox = document.at("sandbox");
  return {.toolchain = {.text = document.at("toolchain"), .digest = document.at("toolchain_digest")},
          .emulator = document.at("emulator"),
          .jobs = int_at(document, "jobs"),
          .ccache = document.at("ccache"),
          .sandbox = {.on = sandbox.at("on"), .text = sandbox.at("text")}};
}

}  // namespace kbisect
