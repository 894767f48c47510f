// Runs trials: checks out, patches, configures, builds, boots and judges. A kernel that an earlier trial has
// built is booted without another build. Trials of one repository share its worktree and its build directory.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel_work.hpp"
#include "engine/run_folder.hpp"
#include "engine/trials/trial_plan.hpp"
#include "stages/build.hpp"
#include "stages/run.hpp"
#include "tools/git_worktree.hpp"

namespace kbisect {

class TrialTester {
 public:
  // All arguments must outlive the tester. Deletes the kernels that a stopped run has left in `trees`. Each
  // trial's files are written to the folder of its row.
  TrialTester(const Equipment& equipment, const GuestImages& images, const std::vector<TrialTree>& trees,
              const Limits& limits, const RunFolder& folder, Watch& watch);

  // The trial's source must be in one of the trees and its test in one of the images. Throws
  // InfrastructureError when the machine is at fault.
  TrialResult test(const Trial& trial, int row);

  // --- the source and the build of a trial that was tested here ---

  // What its build has read, here or in an earlier run; empty if there was no image.
  BuildInputs inputs_of(const Trial& trial) const;
  // Checks out its source without fix-ups and patches, where it stays until the next trial.
  Kbuild check_out(const Trial& trial);

  // The build directory if this trial was the last one built in it; nullopt if another was built since or the
  // kernel is from an earlier run.
  std::optional<Kbuild> built_there(const Trial& trial) const;

  // Removes the worktrees and the kept kernels. Without this call the worktrees stay for the next tester.
  void clean_up();

 private:
  // The state of one repository.
  struct Workplace {
    const TreePlaces& places;
    GitWorktree worktree;
    ImageStore images;
    bool has_worktree = false;
    std::string built;  // build_key of what was built last, if its source is still checked out
  };
  // A kernel, or why there is none, and the row that built it.
  struct Built {
    int row = 0;
    Build build;
    std::vector<std::string> side_effects;
  };

  KernelOrigin origin_of(const Trial& trial);
  const Toolchain& toolchain_of(const Trial& trial);
  bool take_built(const std::string& key, const ImageStore& images, TrialResult& result) const;
  static void check_out(const Trial& trial, Workplace& place);
  Build make_kernel(const Trial& trial, Workplace& place, const std::filesystem::path& folder);
  std::vector<std::string> side_effects_of(const Trial& trial, const std::filesystem::path& folder) const;
  void boot(TrialResult& result, const std::filesystem::path& folder);

  const Equipment& equipment_;
  const GuestImages& guest_images_;
  const Limits& limits_;
  const RunFolder& folder_;
  Watch& watch_;
  QemuRunner runner_;
  std::map<std::string, Workplace> places_;      // by repository
  std::map<std::string, Built> built_;           // by build_key
  std::map<std::string, BuildInputs> inputs_;    // by build_key
  std::map<std::string, Toolchain> toolchains_;  // by compiler
};

}  // namespace kbisect
