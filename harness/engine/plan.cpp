#include "engine/plan.hpp"

#include <fmt/format.h>

#include <thread>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "engine/fixups.hpp"
#include "engine/requirements.hpp"
#include "tools/toolchain.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// A worktree (1.6 GB), a build directory (1 GB) and what ccache adds.
constexpr std::uintmax_t needed_space = 4ULL << 30;
// What a run needs that has these already.
constexpr std::uintmax_t needed_space_again = 512ULL << 20;

std::string resolve(const GitReader& git, const char* key, const std::string& revision,
                    const fs::path& tree) {
  auto id = git.resolve(revision);
  if (id) return std::move(*id);
  throw UsageError(fmt::format("{}: {} ({}); fetch it, or give another one with --{}", key,
                               id.error().message, tree.string(), key));
}

void require_line(const GitReader& git, const Commit& good, const Commit& bad, const Campaign& campaign) {
  if (good.id == bad.id) {
    throw UsageError(fmt::format("good '{}' and bad '{}' are the same commit {}", campaign.good, campaign.bad,
                                 good.short_id()));
  }
  if (git.is_ancestor(good.id, bad.id)) return;
  if (git.is_ancestor(bad.id, good.id)) {
    throw UsageError(
        fmt::format("good '{}' is a descendant of bad '{}': this looks for the commit that broke "
                    "something, so the good one must come first",
                    campaign.good, campaign.bad));
  }
  const auto base = git.merge_base(good.id, bad.id);
  throw UsageError(fmt::format(
      "good '{}' is not an ancestor of bad '{}'; {}", campaign.good, campaign.bad,
      base ? fmt::format("give their merge base instead: --good {}", *base) : "they share no history"));
}

void require_programs(const Arch& arch) {
  const auto missing = missing_requirements(arch);
  if (missing.empty()) return;
  std::string names;
  for (const Requirement& requirement : missing) names += (names.empty() ? "" : ", ") + requirement.what;
  throw InfrastructureError(
      fmt::format("this machine lacks {}; install with: {}", names, install_command(missing)));
}

void require_space(const fs::path& cache, const TreePlaces& places) {
  const std::uintmax_t needed = fs::exists(places.worktree) ? needed_space_again : needed_space;
  if (free_space(cache) < needed) {
    throw InfrastructureError(
        fmt::format("{} has {} MiB free, and a run needs {} MiB; make room or give --cache", cache.string(),
                    free_space(cache) >> 20, needed >> 20));
  }
}

// Kbuild refuses to work below such a path, at every commit.
void require_plain_path(const fs::path& cache) {
  if (cache.native().find_first_of(" :") == std::string::npos) return;
  throw UsageError(fmt::format(
      "cache '{}': no kernel can be built below a path with a blank or a colon; give another --cache",
      cache.string()));
}

// By its path it must be found again from any folder; a name is one below the configs.
std::string lasting_profile(const std::string& profile) {
  return profile.find('/') == std::string::npos ? profile : fs::absolute(profile).lexically_normal().string();
}

int jobs_of(const Campaign& campaign) {
  return campaign.limits.jobs > 0 ? campaign.limits.jobs
                                  : static_cast<int>(std::thread::hardware_concurrency());
}

std::string emulator_version(const Arch& arch) {
  const std::string text = run_or_throw({.argv = {std::string(arch.qemu), "--version"}});
  return text.substr(0, text.find('\n'));
}

const Arch& arch_of(const Campaign& campaign) {
  const Arch* arch = find_arch(campaign.arch);
  if (arch == nullptr) {
    throw UsageError(fmt::format("arch '{}' is not known; use one of {}", campaign.arch, arch_names()));
  }
  return *arch;
}

}  // namespace

Plan make_plan(const Campaign& asked, const Places& places) {
  Campaign campaign = asked;
  campaign.profile = lasting_profile(campaign.profile);
  const Arch& arch = arch_of(campaign);
  require_plain_path(places.cache);
  const fs::path tree = with_home(campaign.linux_tree);
  auto opened = GitReader::open(tree);
  if (!opened) {
    throw UsageError(
        fmt::format("linux: {}; give a clone of a kernel tree with --linux", opened.error().message));
  }
  GitReader git = std::move(*opened);
  const Commit good = git.commit(resolve(git, "good", campaign.good, tree));
  const Commit bad = git.commit(resolve(git, "bad", campaign.bad, tree));
  require_line(git, good, bad, campaign);
  std::vector<Fixup> fixups = resolve_fixups(campaign, git);
  Profile profile = or_usage_error(load_profile(places.configs, campaign.profile, arch, campaign.whitelist));
  require_guest_test(places.agent, campaign.test);
  require_programs(arch);
  make_directories(places.cache / "initramfs");
  make_directories(places.cache / "ccache");
  TreePlaces tree_places = places_for_tree(places, git.common_directory());
  require_space(places.cache, tree_places);

  CandidateGraph graph = git.candidates(good.id, bad.id);
  Initramfs initramfs =
      write_initramfs(guest_files(places.agent, guest_programs()), places.cache / "initramfs");
  Toolchain toolchain = read_toolchain();
  RunHeader header{.began = utc_now(),
                   .kbisect_version = KBISECT_VERSION,
                   .campaign = campaign,
                   .tree = fs::absolute(tree).lexically_normal(),
                   .good = good,
                   .bad = bad,
                   .candidates = static_cast<int>(graph.ids.size()),
                   .profile_digest = profile.digest,
                   .initramfs_digest = initramfs.digest,
                   .toolchain = std::move(toolchain.text),
                   .toolchain_digest = std::move(toolchain.digest),
                   .emulator = emulator_version(arch),
                   .fixups = std::move(fixups),
                   .jobs = jobs_of(campaign),
                   .ccache = find_program("ccache").has_value()};
  return {.arch = &arch,
          .git = std::move(git),
          .tree_places = std::move(tree_places),
          .graph = std::move(graph),
          .profile = std::move(profile),
          .initramfs = std::move(initramfs),
          .header = std::move(header)};
}

Plan remake_plan(const RunHeader& header, const Places& places) {
  Campaign campaign = header.campaign;
  // By name they may have moved on since.
  campaign.linux_tree = header.tree;
  campaign.good = header.good.id;
  campaign.bad = header.bad.id;
  campaign.fixups.clear();  // the header has them whole
  Plan plan = make_plan(campaign, places);
  const auto require_same = [](const char* what, const std::string& then, const std::string& now) {
    if (then == now) return;
    throw UsageError(
        fmt::format("the {} is not what this run began with ({} then, {} now), so its verdicts would "
                    "not be comparable; start a new run",
                    what, then, now));
  };
  require_same("config profile", header.profile_digest, plan.header.profile_digest);
  require_same("guest image", header.initramfs_digest, plan.header.initramfs_digest);
  require_same("toolchain", header.toolchain, plan.header.toolchain);
  require_same("toolchain", header.toolchain_digest, plan.header.toolchain_digest);
  if (header.ccache && !plan.header.ccache) {
    throw InfrastructureError(
        "this run compiles with ccache, which is no longer here; `kbisect doctor` says how "
        "to install it");
  }
  plan.header = header;
  return plan;
}

}  // namespace kbisect
