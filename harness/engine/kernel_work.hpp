// One kernel, for a step of a run or a row of trials: taken from the kept ones, or built from what is checked
// out in a worktree, with nothing in it but the commit and what was applied to it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "engine/image_store.hpp"
#include "engine/kernel_store.hpp"
#include "engine/places.hpp"
#include "stages/build.hpp"
#include "tools/git_worktree.hpp"

namespace kbisect {

struct KernelWork {
  const KernelOrigin& origin;
  const GitWorktree& worktree;
  const TreePlaces& places;
  Builder& builder;
  const ImageStore& images;  // gets the kernel
  const KernelStore*
      kernels;  // those of earlier runs; null: none is taken, and this one is not kept for later ones
  std::filesystem::path folder;  // of the step or row; gets the config, the log and the patches
  std::vector<Suspect> suspects;
};

struct FinishedKernel {
  Build build;
  // What the image was made from; nullopt if there is none, or if it is kept for nobody. The readers are
  // empty if nothing was built here.
  std::optional<BuildRecords> records;
};

// The kernel that an earlier run has built; nullopt if there is none, or if none may be used. Throws
// InfrastructureError.
std::optional<FinishedKernel> kernel_of_earlier_run(const KernelWork& work, Watch& watch);

// Applies the fix-ups, then the patches, to the origin's commit, which is checked out. Fails naming the first
// that does not apply.
Expected<void> apply_patches(const KernelWork& work);
// The build where there is nothing to build, for this reason.
Build not_built(const KernelOrigin& origin, Skip why);

// Builds what is checked out and patched. Throws InfrastructureError when the machine is at fault, or when
// somebody has changed the worktree during the build.
FinishedKernel build_kernel(const KernelWork& work, Watch& watch);

}  // namespace kbisect
