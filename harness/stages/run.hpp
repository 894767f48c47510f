// From a kernel image to what one boot of it showed.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "model/guest/judge.hpp"
#include "model/step.hpp"
#include "stages/watch.hpp"
#include "tools/qemu.hpp"

namespace kbisect {

struct RunAndObservation {
  Run run;                  // for the journal; its verdict is not set yet
  Observation observation;  // for the judge
};

// What is booted besides the kernel image.
struct Guest {
  std::filesystem::path initramfs;
  std::string test;
  std::string parameters = {};  // appended to the kernel's command line
};

class Runner {
 public:
  Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;
  // Boots `image` and writes console log and KTAP report to `folder`, which must exist. `number` counts the
  // boots of a step, from 1, and is part of the file names. Throws InfrastructureError when the machine is at
  // fault, Interrupted when SIGINT or SIGTERM arrived.
  virtual RunAndObservation run(const std::filesystem::path& image, const Guest& guest,
                                const std::filesystem::path& folder, int number, Watch& watch) = 0;
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
  RunAndObservation run(const std::filesystem::path& image, const Guest& guest,
                        const std::filesystem::path& folder, int number, Watch& watch) override;

 private:
  Boot boot_with(Acceleration acceleration, std::chrono::seconds deadline, const std::filesystem::path& image,
                 const Guest& guest, const std::filesystem::path& console, Watch& watch) const;
  std::optional<Boot> prove_kvm(const std::filesystem::path& image, const Guest& guest,
                                const std::filesystem::path& console, Watch& watch);

  Settings settings_;
};

}  // namespace kbisect
