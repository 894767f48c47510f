// What this machine configures, builds and boots kernels with, whichever kernels these are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel_store.hpp"
#include "engine/places.hpp"
#include "model/arch.hpp"
#include "model/campaign.hpp"
#include "model/kernel/profile.hpp"
#include "model/machine.hpp"
#include "tools/kbuild.hpp"
#include "tools/sandbox.hpp"

namespace kbisect {

enum class SandboxUse { where_possible, never };

struct Equipment {
  const Arch* arch = nullptr;
  Profile profile;
  std::string compiler;
  std::filesystem::path ccache;  // ccache's folder; empty: build without ccache
  KernelStore kernels;
  std::optional<Sandbox> sandbox;  // for builds; nullopt: build without one
  MachineRecord record;

  // To build what is checked out in `worktree`, in the build directory `build`.
  Kbuild kbuild(const std::filesystem::path& worktree, const std::filesystem::path& build) const;
};

struct EquipmentRequest {
  const Campaign& campaign;
  const Places& places;
  SandboxUse use = SandboxUse::where_possible;
  const Arch& arch;  // must outlive the Equipment
  Profile profile;
  std::vector<TreePlaces> trees;  // whose worktrees must fit on the disk
};

// Creates the cache's folders and probes the sandbox. Throws InfrastructureError naming what this machine
// lacks, UsageError when the campaign's own compiler is missing.
Equipment equip(EquipmentRequest request);

// --- checks that can be made before that ---

// An entry of architectures(). Throws UsageError listing the known ones.
const Arch& arch_of(const Campaign& campaign);
// Throws UsageError when the path has a space or a colon: Kbuild refuses to build below such a path.
void require_plain_path(const std::filesystem::path& cache);

}  // namespace kbisect
