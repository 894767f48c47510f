// What kernels are configured, built and booted with on this machine, whichever kernels these are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel_store.hpp"
#include "engine/places.hpp"
#include "model/arch.hpp"
#include "model/campaign.hpp"
#include "model/machine.hpp"
#include "model/profile.hpp"
#include "tools/kbuild.hpp"
#include "tools/sandbox.hpp"

namespace kbisect {

enum class SandboxUse { where_possible, never };

struct Equipment {
  const Arch* arch = nullptr;
  Profile profile;
  std::string compiler;
  std::filesystem::path ccache;  // the cache's folder; empty where the campaign wants none
  KernelStore kernels;
  std::optional<Sandbox> sandbox;  // of the builds
  MachineRecord record;

  // Of what is checked out in a worktree, in one of its build directories.
  Kbuild kbuild(const std::filesystem::path& worktree, const std::filesystem::path& build) const;
};

struct EquipmentRequest {
  const Campaign& campaign;
  const Places& places;
  SandboxUse use = SandboxUse::where_possible;
  const Arch& arch;
  Profile profile;
  std::vector<TreePlaces> trees;  // that there must be room for
};

// Makes the folders of the cache. Throws InfrastructureError naming what this machine lacks.
Equipment equip(EquipmentRequest request);

// --- what can be refused before that ---

// Throws UsageError naming the known ones.
const Arch& arch_of(const Campaign& campaign);
// Kbuild refuses to work below a path with a blank or a colon, at every commit. Throws UsageError.
void require_plain_path(const std::filesystem::path& cache);

}  // namespace kbisect
