// A request for trials made concrete: sources resolved, files read, programs found. What is wrong is said
// here, before any kernel is built.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/equipment.hpp"
#include "engine/places.hpp"
#include "model/trials.hpp"
#include "stages/watch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

// A repository that has sources of trials, ours until this goes.
struct TrialTree {
  std::string repository;
  TreePlaces places;
  FileLock lock;
};

// What each test of the trials runs in, by what the trials call it.
using GuestImages = std::map<std::string, Initramfs>;

struct TrialPlan {
  TrialsHeader header;
  Equipment equipment;
  GuestImages images;
  std::vector<TrialTree> trees;
  std::vector<Trial> trials;  // row by row: sources, of each the variants, of each the tests
};

// What stands already, in place of what the campaign names.
struct TrialGround {
  std::optional<Profile> profile;
  std::optional<Initramfs> initramfs;  // of the campaign's test
};

// Throws UsageError naming the source, key or option, or whoever is at work on the tree; InfrastructureError
// naming what this machine lacks.
TrialPlan make_trial_plan(const Campaign& campaign, const TrialsRequest& request, const Places& places,
                          SandboxUse use, Watch& watch, TrialGround ground = {});

}  // namespace kbisect
