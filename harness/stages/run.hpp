// From an image to what one boot of it showed.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "model/judge.hpp"
#include "model/step.hpp"
#include "stages/watch.hpp"
#include "tools/qemu.hpp"

namespace kbisect {

struct RunAndObservation {
  Run run;                  // for the journal, not judged yet
  Observation observation;  // for the judge
};

// What a boot is made with beside the image.
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
  // Boots `image` for the `number`-th time of this step, from 1; console log and KTAP go to `folder`. Throws
  // InfrastructureError when the machine is at fault.
  virtual RunAndObservation run(const std::filesystem::path& image, const Guest& guest,
                                const std::filesystem::path& folder, int number, Watch& watch) = 0;
};

// One guest in QEMU. KVM is used only once it has been proven: the first boot tries it where a probe lets it,
// with a short deadline; if the agent does not answer, the same kernel is booted under software emulation, as
// are all after it.
class QemuRunner : public Runner {
 public:
  struct Settings {
    const Arch* arch = nullptr;
    int memory_mib = 0;
    std::chrono::seconds deadline{};
    // What an earlier session of the same run has proven.
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
