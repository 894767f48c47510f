// From a kernel image to the verdict of one boot of it.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "model/step.hpp"
#include "model/symptom.hpp"
#include "stages/watch.hpp"
#include "tools/qemu.hpp"

namespace kbisect {

struct RunRequest {
  std::filesystem::path image;
  std::filesystem::path initramfs;
  std::string test;              // as the guest knows it
  std::string parameters = {};   // appended to the kernel's command line
  const Symptom& symptom;        // what makes the boot bad
  std::filesystem::path folder;  // gets console log and KTAP report; must exist
  int number = 1;                // counts the boots of a kernel from 1, and is part of the file names
};

class Runner {
 public:
  Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;
  // Boots the image once and judges what was seen. Throws InfrastructureError when the machine is at fault,
  // Interrupted as base/interrupt.hpp says.
  virtual Run run(const RunRequest& request, Watch& watch) = 0;
};

// Boots guests in QEMU. KVM is used only once it is proven to work: if a probe succeeds, the first boot tries
// it with a short deadline. If the agent does not answer, the same kernel is booted again under software
// emulation, as are all later ones.
class QemuRunner : public Runner {
 public:
  struct Settings {
    // Not null; the row of model/arch.hpp must outlive the runner.
    const Arch* arch = nullptr;
    int memory_mib = 0;
    std::chrono::seconds deadline{};
    // What an earlier session of the same run has found out; empty: not known yet.
    std::optional<Acceleration> acceleration;
  };
  explicit QemuRunner(const Settings& settings) : settings_(settings) {}
  Run run(const RunRequest& request, Watch& watch) override;

 private:
  Boot boot_with(Acceleration acceleration, std::chrono::seconds deadline, const RunRequest& request,
                 const std::filesystem::path& console, Watch& watch) const;
  std::optional<Boot> prove_kvm(const RunRequest& request, const std::filesystem::path& console,
                                Watch& watch);

  Settings settings_;
};

}  // namespace kbisect
