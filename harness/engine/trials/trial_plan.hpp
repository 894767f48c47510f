// A request for trials with its sources resolved, files read and programs found. Problems are reported here,
// before any kernel is built.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/equipment.hpp"
#include "engine/places.hpp"
#include "model/trials/trials.hpp"
#include "stages/watch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

// A repository that has sources of trials, locked for this object's lifetime.
struct TrialTree {
  std::string repository;
  TreePlaces places;
  FileLock lock;
};

// The guest image of each test, by the test's name in the trials.
using GuestImages = std::map<std::string, Initramfs>;

struct TrialPlan {
  TrialsHeader header;
  Equipment equipment;
  GuestImages images;
  std::vector<TrialTree> trees;
  std::vector<Trial> trials;  // in order of rows: by source, then by variant, then by test
};

// Replaces what the campaign names, where it is given.
struct TrialGround {
  std::optional<Profile> profile;
  std::optional<Initramfs> initramfs;  // of the campaign's test
};

// Throws UsageError naming the source, key or option, or who is using the tree already; InfrastructureError
// naming what this machine lacks.
TrialPlan make_trial_plan(const Campaign& campaign, const TrialsRequest& request, const Places& places,
                          SandboxUse use, Watch& watch, TrialGround ground = {});

}  // namespace kbisect
