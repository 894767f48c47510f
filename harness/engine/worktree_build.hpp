// Builds what is checked out in a worktree, and makes sure that nothing but the commit and what was applied
// to it went into the kernel.
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
  const std::string& commit;  // the one checked out
  Builder& builder;
  const ImageStore& images;      // where the kernel is kept
  std::filesystem::path folder;  // gets the config and the log
  std::vector<Suspect> suspects;
};

// An image in the result is the kept copy. Throws InfrastructureError when the machine is at fault, or when
// somebody has changed the worktree during the build.
Build build_worktree(const WorktreeBuild& request, Watch& watch);

}  // namespace kbisect
