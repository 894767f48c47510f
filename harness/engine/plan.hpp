// A campaign made concrete: every revision resolved, every file read, every program found. What is wrong is
// said here, before anything is started.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/places.hpp"
#include "model/arch.hpp"
#include "model/campaign.hpp"
#include "model/commit.hpp"
#include "model/graph.hpp"
#include "model/outcome.hpp"
#include "tools/git_read.hpp"
#include "tools/initramfs.hpp"
#include "tools/kconfig.hpp"

namespace kbisect {

struct Plan {
  const Arch* arch = nullptr;
  GitReader git;
  TreePlaces tree_places;
  CandidateGraph graph;
  Profile profile;
  Initramfs initramfs;
  RunHeader header;
};

// Throws UsageError naming the key or revision, InfrastructureError naming what this machine lacks.
Plan make_plan(const Campaign& campaign, const Places& places);

// The plan of a run that was begun earlier. Throws UsageError when what it stands on is no longer the same
// (profile, initramfs, toolchain).
Plan remake_plan(const RunHeader& header, const Places& places);

}  // namespace kbisect
