// A campaign made concrete: every revision resolved, every file read, every program found. What is wrong is
// said here, before anything is started.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/equipment.hpp"
#include "engine/places.hpp"
#include "engine/run_folder.hpp"
#include "model/campaign.hpp"
#include "model/commit.hpp"
#include "model/graph.hpp"
#include "model/outcome.hpp"
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

// Throws UsageError naming the key or revision, InfrastructureError naming what this machine lacks.
Plan make_plan(const Campaign& campaign, const Places& places, SandboxUse use);

// What a run stands on, written into its folder, so that nothing it began with can change below it.
void keep_ground(const Plan& plan, const RunFolder& folder);

// What a run's folder holds of it.
struct Ground {
  std::optional<Profile> profile;
  std::optional<Profile> search_profile;
  std::optional<Initramfs> initramfs;
};
// Throws UsageError naming the file that is no longer as it was kept.
Ground kept_ground(const RunFolder& folder);

// The plan of a run that was begun earlier, on the ground that it kept; where its folder lacks some of that,
// it is made anew. It builds in a sandbox if it did so before, and one can be had. The header is that of this
// machine today.
Plan remake_plan(const RunHeader& header, const RunFolder& folder, const Places& places);

// What of the ground is not as it was.
struct Difference {
  std::string what;  // "toolchain"
  std::string then;
  std::string now;
};
std::vector<Difference> differences(const RunHeader& then, const RunHeader& now);

}  // namespace kbisect
