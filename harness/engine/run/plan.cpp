#include "engine/run/plan.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "engine/built_in_tests.hpp"
#include "engine/campaign_tree.hpp"
#include "engine/equipment.hpp"
#include "engine/fixups.hpp"
#include "engine/guest_image.hpp"
#include "engine/guest_test.hpp"
#include "engine/run/search_profiles.hpp"
#include "engine/run/timings.hpp"
#include "model/json_text.hpp"
#include "tools/profile_files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

std::string resolve(const GitReader& git, const char* key, const std::string& revision, const fs::path& tree,
                    const std::string& remedy) {
  auto id = git.resolve(revision);
  if (id) return std::move(*id);
  throw UsageError(fmt::format("{}: {} ({}); {}", key, id.error().message, tree.string(), remedy));
}

// The old end, which is good or bad depending on the hunt, must be an ancestor of the new one.
void require_line(const GitReader& git, const Commit& good, const Commit& bad, const Campaign& campaign) {
  if (good.id == bad.id) {
    throw UsageError(fmt::format("good '{}' and bad '{}' are the same commit {}", campaign.good, campaign.bad,
                                 good.short_id()));
  }
  const bool is_regression = campaign.hunt == Hunt::regression;
  const std::string& below = is_regression ? good.id : bad.id;
  const std::string& above = is_regression ? bad.id : good.id;
  if (git.is_ancestor(below, above)) return;
  if (git.is_ancestor(above, below)) {
    throw UsageError(
        is_regression
            ? fmt::format("good '{}' is a descendant of bad '{}': this looks for the commit that broke "
                          "something, so the good one must come first; to find the commit that fixed it give "
                          "--find-fix",
                          campaign.good, campaign.bad)
            : fmt::format("bad '{}' is a descendant of good '{}': this looks for the commit that fixed "
                          "something, so the bad one must come first",
                          campaign.bad, campaign.good));
  }
  const auto base = git.merge_base(good.id, bad.id);
  const std::string instead =
      base ? fmt::format("give their merge base instead: --{} {}", is_regression ? "good" : "bad", *base)
           : "they share no history";
  throw UsageError(is_regression ? fmt::format("good '{}' is not an ancestor of bad '{}'; {}", campaign.good,
                                               campaign.bad, instead)
                                 : fmt::format("bad '{}' is not an ancestor of good '{}'; {}", campaign.bad,
                                               campaign.good, instead));
}

// The good and the bad end. Those of an earlier run are fixed, and only the tree can be another one.
std::pair<Commit, Commit> find_ends(const GitReader& git, const Campaign& campaign, const fs::path& tree,
                                    bool are_fixed) {
  std::vector<Commit> ends;
  for (const auto& [key, revision] : {std::pair{"good", campaign.good}, {"bad", campaign.bad}}) {
    const std::string remedy = are_fixed ? "give the tree that has it with --linux"
                                         : fmt::format("fetch it, or give another one with --{}", key);
    ends.push_back(git.commit(resolve(git, key, revision, tree, remedy)));
    require_kernel_source(git, ends.back().id, fmt::format("{} '{}'", key, revision), campaign);
  }
  require_line(git, ends[0], ends[1], campaign);
  return {ends[0], ends[1]};
}

// A path is made absolute, so that resume finds it from any folder; a name is one below the configs.
std::string absolute_profile(const std::string& profile) {
  return profile.find('/') == std::string::npos ? profile : fs::absolute(profile).lexically_normal().string();
}

std::optional<Profile> kept_profile(const fs::path& path) {
  const auto text = read_file(path);
  if (!text) return std::nullopt;
  return or_usage_error(parse_json(*text).and_then(profile_from_json), path.string());
}

std::optional<Profile> find_search_profile(const Campaign& campaign, const std::string& own_test,
                                           const Places& places, const Arch& arch, const Profile& whole) {
  if (!campaign.search_profile) return SearchProfiles(places).find(campaign, own_test, whole);
  if (*campaign.search_profile == no_search_profile) return std::nullopt;
  return or_usage_error(load_profile(places.configs, *campaign.search_profile, arch, campaign.whitelist),
                        "search_profile");
}

std::optional<double> expected_seconds(const RunHeader& header, const Places& places) {
  const Timings timings(places);
  const BuildTimes full = timings.of(header.profile_digest, header.machine.jobs);
  const bool is_same = header.search_profile_digest.empty();
  const BuildTimes search = is_same ? full : timings.of(header.search_profile_digest, header.machine.jobs);
  return forecast(header.candidates, search, full, is_same);
}

Plan plan_on(Ground ground, Campaign campaign, const Places& places, SandboxUse use) {
  if (!ground.profile) campaign.profile = absolute_profile(campaign.profile);
  if (campaign.search_profile) campaign.search_profile = absolute_profile(*campaign.search_profile);
  const Arch& arch = arch_of(campaign);
  require_plain_path(places.cache);
  const fs::path tree = tree_path(campaign.linux_tree);
  GitReader git = open_tree(campaign);
  require_whole_history(git, campaign);
  const auto [good, bad] = find_ends(git, campaign, tree, ground.is_kept);
  std::vector<Fixup> fixups = resolve_fixups(campaign, git);
  if (!ground.profile) {
    ground.profile = or_usage_error(load_profile(places.configs, campaign.profile, arch, campaign.whitelist));
  }
  GuestTest test;
  if (!ground.initramfs) {
    test = find_guest_test(campaign.test, arch);
    require_known_steps(campaign.symptom, campaign.test);
    require_known_workarounds(campaign.workarounds);
  }
  if (!ground.search_profile)
    ground.search_profile = find_search_profile(campaign, test.digest, places, arch, *ground.profile);
  TreePlaces tree_places = places_for_tree(places, arch, git.common_directory());
  Equipment equipment = equip({.campaign = campaign,
                               .places = places,
                               .use = use,
                               .arch = arch,
                               .profile = std::move(*ground.profile),
                               .trees = {tree_places}});
  const bool is_regression = campaign.hunt == Hunt::regression;
  CandidateGraph graph = git.candidates((is_regression ? good : bad).id, (is_regression ? bad : good).id);
  if (!ground.initramfs) ground.initramfs = write_initramfs(guest_image(test, arch), places.guest_images());
  RunHeader header{.began = utc_now(),
                   .kbisect_version = KBISECT_VERSION,
                   .campaign = campaign,
                   .tree = tree,
                   .good = good,
                   .bad = bad,
                   .candidates = static_cast<int>(graph.ids.size()),
                   .profile_digest = equipment.profile.digest,
                   .search_profile_digest = ground.search_profile ? ground.search_profile->digest : "",
                   .initramfs_digest = ground.initramfs->digest,
                   .own_test_digest = test.digest,
                   .machine = equipment.record,
                   .fixups = std::move(fixups)};
  header.expected_seconds = expected_seconds(header, places);
  return {.equipment = std::move(equipment),
          .git = std::move(git),
          .tree_places = std::move(tree_places),
          .graph = std::move(graph),
          .search_profile = std::move(ground.search_profile),
          .initramfs = std::move(*ground.initramfs),
          .header = std::move(header)};
}

}  // namespace

Plan make_plan(const Campaign& campaign, const Places& places, SandboxUse use) {
  return plan_on({}, campaign, places, use);
}

FileLock lock_tree(const Plan& plan) {
  return lock_tree(plan.tree_places, plan.header.tree);
}

void keep_ground(const Plan& plan, const RunFolder& folder) {
  write_atomically(folder.profile(), json_file(to_json(plan.equipment.profile)));
  if (plan.search_profile)
    write_atomically(folder.search_profile(), json_file(to_json(*plan.search_profile)));
  write_atomically(folder.initramfs(), or_infrastructure_error(read_file(plan.initramfs.path)));
}

Ground kept_ground(const RunFolder& folder) {
  Ground ground{.is_kept = true,
                .profile = kept_profile(folder.profile()),
                .search_profile = kept_profile(folder.search_profile())};
  if (fs::exists(folder.initramfs()))
    ground.initramfs = Initramfs{folder.initramfs(), sha256_of_file(folder.initramfs())};
  return ground;
}

Campaign campaign_as_resolved(const RunHeader& header) {
  Campaign campaign = header.campaign;
  campaign.linux_tree = header.tree;
  campaign.good = header.good.id;
  campaign.bad = header.bad.id;
  campaign.fixups.clear();
  campaign.ccache = header.machine.ccache ? Ccache::on : Ccache::off;
  return campaign;
}

SandboxUse sandbox_use_of(const RunHeader& header) {
  return header.machine.sandbox.on ? SandboxUse::where_possible : SandboxUse::never;
}

Plan remake_plan(const RunHeader& header, const RunFolder& folder, const Places& places) {
  Campaign campaign = campaign_as_resolved(header);
  // A search profile that was found after this run began is not the run's.
  if (header.search_profile_digest.empty()) campaign.search_profile = no_search_profile;
  Plan plan = plan_on(kept_ground(folder), campaign, places, sandbox_use_of(header));
  plan.header.campaign = header.campaign;
  plan.header.fixups = header.fixups;
  plan.header.own_test_digest = header.own_test_digest;
  return plan;
}

std::vector<Difference> differences(const RunHeader& then, const RunHeader& now) {
  std::vector<Difference> found;
  const auto compare = [&](const char* what, const std::string& one, const std::string& other) {
    if (one != other) found.push_back({what, one, other});
  };
  compare("config profile", then.profile_digest, now.profile_digest);
  compare("search profile", then.search_profile_digest, now.search_profile_digest);
  compare("guest image", then.initramfs_digest, now.initramfs_digest);
  const Toolchain& one = then.machine.toolchain;
  const Toolchain& other = now.machine.toolchain;
  if (one.text == other.text) {
    compare("toolchain", one.digest, other.digest);
  } else {
    compare("toolchain", one.text, other.text);
  }
  return found;
}

}  // namespace kbisect
