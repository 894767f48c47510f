#include "engine/trials/trial_plan.hpp"

#include "base/clock.hpp"
#include "engine/built_in_tests.hpp"
#include "engine/guest_image.hpp"
#include "engine/guest_test.hpp"
#include "engine/trials/trial_sources.hpp"
#include "tools/profile_files.hpp"

namespace kbisect {
namespace {

namespace fs = std::filesystem;

// As the repository is known to `kbisect run`, so that no two are at work in one worktree.
TreePlaces places_of(const Places& places, const Arch& arch, const fs::path& repository) {
  // There may be none yet.
  if (repository == places.source_repository())
    return places_for_tree(places, arch, fs::weakly_canonical(repository));
  return places_for_tree(places, arch,
                         or_infrastructure_error(GitReader::open(repository)).common_directory());
}

bool has_campaign_symptom(const std::string& test, const Campaign& campaign, const TrialsRequest& request) {
  return request.symptom_for_all || test == campaign.test;
}

std::vector<Trial> trials_of(const std::vector<TrialSource>& sources, const Campaign& campaign,
                             const TrialsRequest& request) {
  std::vector<Trial> trials;
  for (const TrialSource& source : sources) {
    for (const Variant& variant : request.variants) {
      for (const std::string& test : request.tests) {
        const bool is_campaigns = has_campaign_symptom(test, campaign, request);
        trials.push_back({.source = source,
                          .variant = variant,
                          .test = test,
                          .symptom = is_campaigns ? campaign.symptom : any_failure(test),
                          .boots = request.boots});
      }
    }
  }
  return trials;
}

}  // namespace

TrialPlan make_trial_plan(const Campaign& campaign, const TrialsRequest& request, const Places& places,
                          SandboxUse use, Watch& watch, TrialGround ground) {
  const Arch& arch = arch_of(campaign);
  require_plain_path(places.cache);
  const TrialSources sources(campaign, request.sources);
  if (!ground.profile)
    ground.profile = or_usage_error(load_profile(places.configs, campaign.profile, arch, campaign.whitelist));
  std::map<std::string, GuestTest> tests;
  for (const std::string& test : request.tests) {
    if (ground.initramfs && test == campaign.test) continue;
    tests[test] = find_guest_test(test, arch);
    if (has_campaign_symptom(test, campaign, request)) {
      require_known_steps(campaign.symptom, test);
    } else if (!request.reports_are_read) {
      require_failing_steps(test);
    }
  }
  std::vector<TreePlaces> tree_places;
  for (const fs::path& repository : sources.repositories(places))
    tree_places.push_back(places_of(places, arch, repository));
  TrialPlan plan{.equipment = equip({.campaign = campaign,
                                     .places = places,
                                     .use = use,
                                     .arch = arch,
                                     .profile = std::move(*ground.profile),
                                     .trees = tree_places})};
  if (ground.initramfs) plan.images[campaign.test] = std::move(*ground.initramfs);
  for (const auto& [name, test] : tests)
    plan.images[name] = write_initramfs(guest_image(test, arch), places.guest_images());
  for (const fs::path& repository : sources.repositories(places)) {
    TreePlaces own = places_of(places, arch, repository);
    FileLock lock = lock_tree(own, repository);
    plan.trees.push_back({repository, std::move(own), std::move(lock)});
  }
  plan.trials = trials_of(sources.resolve(places, watch), campaign, request);
  const Equipment& equipment = plan.equipment;
  plan.header = {.began = utc_now(),
                 .kbisect_version = KBISECT_VERSION,
                 .campaign = campaign,
                 .profile_digest = equipment.profile.digest,
                 .machine = equipment.record};
  for (const auto& [test, image] : plan.images) plan.header.initramfs_digests[test] = image.digest;
  return plan;
}

}  // namespace kbisect
