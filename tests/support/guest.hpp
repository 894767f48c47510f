// Boots a real kernel with one guest test and judges the result.
#pragma once

#include <cstdlib>
#include <string>

#include "base/files.hpp"
#include "engine/guest_image.hpp"
#include "model/campaign.hpp"
#include "model/guest/judge.hpp"
#include "support/kernel_bench.hpp"
#include "tools/git_read.hpp"
#include "tools/qemu.hpp"

// The bad end of the demo's replica, built with a profile; or the kernel named by the environment variable
// `instead`, so that working on guest tests needs no kernel build.
class BadKernel {
 public:
  explicit BadKernel(const std::string& profile, const char* instead) {
    if (const char* path = std::getenv(instead)) {
      image_ = path;
      return;
    }
    make_replica(folder_.path() / "replica");
    const auto git = kbisect::GitReader::open(folder_.path() / "replica").value();
    bench_.emplace(folder_.path() / "replica", profile);
    image_ = bench_->build(git.resolve("replica-bad").value()).path;
  }
  const std::filesystem::path& image() const { return image_; }

 private:
  kbisect::TemporaryDirectory folder_;
  std::optional<KernelBench> bench_;
  std::filesystem::path image_;
};

// Has everything the guest tests need except a container's namespaces. Built once per test program.
inline const BadKernel& slim_kernel() {
  static const BadKernel kernel("kata-3.13.0-loop-mount", "KBISECT_SLIM_KERNEL");
  return kernel;
}

struct Booted {
  kbisect::Observation observation;
  kbisect::Verdict verdict;
};

inline Booted boot_with(const std::filesystem::path& image, const std::string& test,
                        const kbisect::Symptom& symptom, const std::string& parameters = "",
                        std::chrono::seconds deadline = std::chrono::seconds(120)) {
  const kbisect::TemporaryDirectory folder;
  const kbisect::Arch& arch = *kbisect::find_arch("x86_64");
  const kbisect::Campaign campaign{.test = test};
  const auto initramfs = kbisect::write_initramfs(
      kbisect::guest_image(kbisect::find_guest_test(test, arch), arch), folder.path());
  const auto console = folder.path() / "console.log";
  const auto once = [&] {
    return kbisect::boot({.arch = &arch,
                          .image = image,
                          .initramfs = initramfs.path,
                          .test = kbisect::guest_test_name(campaign.test),
                          .parameters = parameters,
                          .memory_mib = 512,
                          .deadline = deadline,
                          .console = console,
                          .on_tick = [] {}});
  };
  kbisect::Boot booted = once();
  // On a busy machine an emulated kernel may panic because its timer seems broken, which says nothing about
  // the test.
  constexpr int more_tries = 2;
  for (int i = 0; i < more_tries && !booted.report.agent_up(); ++i) booted = once();
  kbisect::Observation observation{.ending = booted.ending,
                                   .agent_up = booted.report.agent_up(),
                                   .complete = booted.report.complete(),
                                   .ktap = booted.report.lines()};
  std::istringstream lines(kbisect::read_file(console).value_or(""));
  for (std::string line; std::getline(lines, line);) observation.console.push_back(line);
  return {observation, kbisect::judge(observation, symptom)};
}
