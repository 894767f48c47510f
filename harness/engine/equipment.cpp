#include "engine/equipment.hpp"

#include <fmt/format.h>

#include <thread>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "engine/requirements.hpp"
#include "tools/toolchain.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// In bytes: a worktree (1.6 GB), two build directories and the kept kernels.
constexpr std::uintmax_t needed_space = 4ULL << 30;
// In bytes, for a run whose worktree exists already.
constexpr std::uintmax_t needed_space_again = 512ULL << 20;

void require_programs(const Arch& arch) {
  const auto missing = missing_requirements(arch);
  if (missing.empty()) return;
  std::string names;
  for (const Requirement& requirement : missing) names += (names.empty() ? "" : ", ") + requirement.what;
  throw InfrastructureError(
      fmt::format("this machine lacks {}; install with: {}", names, install_command(missing)));
}

void require_ccache(const Campaign& campaign) {
  if (campaign.ccache == Ccache::off || find_program("ccache")) return;
  throw InfrastructureError(
      "ccache is on but not installed; install it as `kbisect doctor` says, or leave ccache off");
}

void require_space(const fs::path& cache, const std::vector<TreePlaces>& trees) {
  std::uintmax_t needed = 0;
  for (const TreePlaces& tree : trees)
    needed += fs::exists(tree.worktree) ? needed_space_again : needed_space;
  if (free_space(cache) < needed) {
    throw InfrastructureError(
        fmt::format("{} has {} MiB free, and a run needs {} MiB; make room or give --cache", cache.string(),
                    free_space(cache) >> 20, needed >> 20));
  }
}

int jobs_of(const Campaign& campaign) {
  return campaign.limits.jobs > 0 ? campaign.limits.jobs
                                  : static_cast<int>(std::thread::hardware_concurrency());
}

std::string emulator_version(const Arch& arch) {
  return first_line(run_or_throw({.argv = {std::string(arch.qemu), "--version"}}));
}

}  // namespace

Kbuild Equipment::kbuild(const fs::path& worktree, const fs::path& build) const {
  return {.source = worktree,
          .build = build,
          .arch = arch,
          .compiler = compiler,
          .jobs = record.jobs,
          .ccache = ccache,
          .sandbox = sandbox};
}

Equipment equip(EquipmentRequest request) {
  const Places& places = request.places;
  require_programs(request.arch);
  require_ccache(request.campaign);
  const std::string compiler = request.campaign.compiler.value_or(usual_compiler);
  Toolchain toolchain = read_toolchain(request.arch, compiler);
  make_directories(places.guest_images());
  make_directories(places.ccache());
  require_space(places.cache, request.trees);
  const int jobs = jobs_of(request.campaign);
  auto sandbox = request.use == SandboxUse::never
                     ? fail("turned off by --no-sandbox")
                     : probe_sandbox(build_limits(jobs), build_programs(request.arch, compiler));
  const bool has_ccache = request.campaign.ccache == Ccache::on;
  return {.arch = &request.arch,
          .profile = std::move(request.profile),
          .compiler = compiler,
          .ccache = has_ccache ? places.ccache() : fs::path(),
          .kernels = {places.kernels(), request.campaign.kept_kernels},
          .sandbox = sandbox ? std::optional(*sandbox) : std::nullopt,
          .record = {.toolchain = std::move(toolchain),
                     .emulator = emulator_version(request.arch),
                     .jobs = jobs,
                     .ccache = has_ccache,
                     .sandbox = {.on = sandbox.has_value(),
                                 .text = sandbox ? sandbox->text() : sandbox.error().message}}};
}

const Arch& arch_of(const Campaign& campaign) {
  const Arch* arch = find_arch(campaign.arch);
  if (arch == nullptr) {
    throw UsageError(fmt::format("arch '{}' is not known; use one of {}", campaign.arch, arch_names()));
  }
  return *arch;
}

void require_plain_path(const fs::path& cache) {
  if (cache.native().find_first_of(" :") == std::string::npos) return;
  throw UsageError(fmt::format(
      "cache '{}': no kernel can be built below a path with a space or a colon; give another --cache",
      cache.string()));
}

}  // namespace kbisect
