// Builds what is checked out in a worktree, so that nothing but the commit (and what was applied to it) can
// have made the kernel.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/image_store.hpp"
#include "engine/places.hpp"
#include "stages/build.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

struct WorktreeBuild {
  const GitBisect& git;
  const TreePlaces& places;
  const std::string& commit;  // that is checked out
  Builder& builder;
  const ImageStore& images;      // that the kernel is kept in
  std::filesystem::path folder;  // for config and log
  std::vector<Suspect> suspects;
};

// Throws InfrastructureError when the machine is at fault, or the worktree is not as it was afterwards.
Build build_worktree(const WorktreeBuild& request, Watch& watch);

}  // namespace kbisect
