// A campaign with every revision resolved, every file read and every program found. Problems are reported
// here, before anything is started.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "engine/equipment.hpp"
#include "engine/places.hpp"
#include "engine/run_folder.hpp"
#include "model/campaign.hpp"
#include "model/commit.hpp"
#include "model/outcome.hpp"
#include "model/search/graph.hpp"
#include "tools/git_read.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

struct Plan {
  Equipment equipment;
  GitReader git;
  TreePlaces tree_places;
  CandidateGraph graph;
  std::optional<Profile> search_profile;
  Initramfs initramfs;
  RunHeader header;
};

// Does not lock the tree. Throws UsageError naming the key or revision, InfrastructureError
// naming what this machine lacks.
Plan make_plan(const Campaign& campaign, const Places& places, SandboxUse use);

// Throws UsageError naming the process or run that already holds the lock of the plan's tree.
FileLock lock_tree(const Plan& plan);

// Writes the profiles and the guest image into the run's folder, so that changes made elsewhere do not affect
// the run. Throws InfrastructureError.
void keep_ground(const Plan& plan, const RunFolder& folder);

// Those of them that a run's folder has.
struct Ground {
  bool is_kept = false;  // it is an earlier run's, whose ends are fixed
  std::optional<Profile> profile;
  std::optional<Profile> search_profile;
  std::optional<Initramfs> initramfs;
};
// Throws UsageError naming a profile that was changed since. The guest image is hashed, not checked.
Ground kept_ground(const RunFolder& folder);

// The campaign with what the run resolved: names may point to something else by now. Without its fix-ups,
// which the header has.
Campaign campaign_as_resolved(const RunHeader& header);
SandboxUse sandbox_use_of(const RunHeader& header);

// The plan of an earlier run, made with the files that it kept; those that its folder lacks are made again.
// It builds in a sandbox if the run did and one is available. The header's machine record is today's. Throws
// as make_plan() does.
Plan remake_plan(const RunHeader& header, const RunFolder& folder, const Places& places);

// Something that a run depends on and that has changed.
struct Difference {
  std::string what;  // "toolchain"
  std::string then;
  std::string now;
};
std::vector<Difference> differences(const RunHeader& then, const RunHeader& now);

}  // namespace kbisect
