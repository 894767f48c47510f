#include "engine/run/slimming.hpp"

#include <fmt/format.h>

#include <memory>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "engine/test_code.hpp"
#include "model/kernel/executed_code.hpp"
#include "model/search/belief.hpp"
#include "tools/nm.hpp"

namespace kbisect {
namespace {

namespace fs = std::filesystem;

class Slimmer {
 public:
  Slimmer(Workshop& workshop, const RunFolder& folder, Observer& observer)
      : workshop_(workshop),
        bench_(workshop.bench(folder, observer)),
        tester_(bench_),
        rates_(Belief(std::make_shared<const Ancestry>(bench_.plan.graph.parents)).rates()) {}

  Slimming run() {
    bench_.worktree.add(bench_.plan.header.bad.id);
    find();
    bench_.worktree.remove();
    bench_.images.clear();
    return std::move(found_);
  }

 private:
  void find() {
    const Step& whole = test(StepRole::bad_end, ConfigKind::full);
    if (!std::holds_alternative<Bad>(whole.verdict)) {
      found_.remarks.push_back(
          fmt::format("the bad end is not bad with the whole config: {}", described(whole.verdict)));
      return;
    }
    found_.bad_end_holds = true;
    const Profile profile =
        with_defaults_named(bench_.plan.equipment.profile, built_config(ConfigKind::full));
    found_.requested = requests_of(profile).size();
    const auto uses =
        trace(std::get<Image>(whole.build.result).path, bench_.folder.step(whole.number, whole.commit.id));
    std::optional<size_t> dropped_before;
    for (const SlimRule rule : {SlimRule::mainly_for_test, SlimRule::for_test, SlimRule::run_at_all}) {
      const auto dropped = dropped_symbols(profile, *bench_.plan.equipment.arch, uses, rule);
      // Each rule drops some of what the one before drops, so the same number means the same symbols.
      if (dropped.empty() || dropped_before == dropped.size()) continue;
      dropped_before = dropped.size();
      if (try_without(profile, dropped, rule)) return;
    }
    found_.remarks.emplace_back("no smaller config gives the same verdicts at both ends");
  }

  bool try_without(const Profile& whole, const std::set<std::string>& dropped, SlimRule rule) {
    // The good end may be there, from the rule before.
    or_infrastructure_error(tester_.check_out(found_.steps.front()));
    const Profile slim = only_met(without(whole, dropped, *bench_.plan.equipment.arch));
    bench_.observer.note(fmt::format("trying without {} symbols, keeping {}", dropped.size(), text(rule)));
    workshop_.search_with(slim);
    const Step& bad = test(StepRole::bad_end, ConfigKind::search);
    const std::string bad_verdict = described(bad.verdict);
    const bool is_bad = std::holds_alternative<Bad>(bad.verdict);
    found_.objects = compiled_objects(workshop_.kbuild(ConfigKind::search)).size();
    if (!is_bad) {
      found_.remarks.push_back(fmt::format("keeping only {}, the bad end is {}", text(rule), bad_verdict));
      return false;
    }
    const Step& good = test(StepRole::good_end, ConfigKind::search);
    if (!std::holds_alternative<Good>(good.verdict)) {
      found_.remarks.push_back(
          fmt::format("keeping only {}, the good end is {}", text(rule), described(good.verdict)));
      return false;
    }
    found_.kept = slim.fragments.front().values.size();
    found_.profile = slim;
    return true;
  }

  // Removes the requests that the checked-out commit cannot meet because their dependencies were dropped.
  Profile only_met(const Profile& profile) {
    const auto configured = configure(workshop_.kbuild(ConfigKind::search), profile);
    // The build will report the same failure.
    if (!configured) return profile;
    return without(profile, unmet_symbols(profile, built_config(ConfigKind::search)),
                   *bench_.plan.equipment.arch);
  }

  std::map<std::string, std::string> built_config(ConfigKind kind) {
    return parse_dot_config(or_infrastructure_error(read_file(workshop_.kbuild(kind).build / ".config")));
  }

  const Step& test(StepRole role, ConfigKind config) {
    const Stopwatch stopwatch;
    const RunHeader& header = bench_.plan.header;
    Step step{.number = static_cast<int>(found_.steps.size()) + 1,
              .role = role,
              .config = config,
              .commit = role == StepRole::bad_end ? header.bad : header.good,
              .candidates = header.candidates,
              .began = utc_now()};
    bench_.observer.step_began(step, std::max(1, usual_steps - static_cast<int>(found_.steps.size())));
    tester_.build(step, {});
    tester_.boot_until_settled(step, rates_);
    step.wall_seconds = stopwatch.seconds();
    bench_.observer.step_ended(step);
    return found_.steps.emplace_back(std::move(step));
  }

  // How much of each symbol's code the test runs, by two traced boots.
  std::map<std::string, SymbolUse> trace(const fs::path& image, const fs::path& folder) {
    const Kbuild& kbuild = workshop_.kbuild(ConfigKind::full);
    const Campaign& campaign = bench_.plan.header.campaign;
    const TestCode code = or_infrastructure_error(trace_test({.arch = *bench_.plan.equipment.arch,
                                                              .image = image,
                                                              .initramfs = bench_.plan.initramfs.path,
                                                              .test = guest_test_name(campaign.test),
                                                              .memory_mib = campaign.limits.memory_mib,
                                                              .deadline = campaign.limits.boot,
                                                              .folder = folder},
                                                             kbuild, bench_.observer));
    const auto objects = compiled_objects(kbuild);
    found_.objects_of_whole = objects.size();
    return uses_of_symbols(objects_by_function(list_symbols(kbuild, objects, true), kbuild.build),
                           read_owners(kbuild, objects), code.with_test, code.without_test);
  }

  // One with the full config, two with the smaller one.
  static constexpr int usual_steps = 3;

  Workshop& workshop_;
  Bench bench_;
  Tester tester_;
  Rates rates_;
  Slimming found_;
};

}  // namespace

Slimming slim(Workshop& workshop, const RunFolder& folder, Observer& observer) {
  return Slimmer(workshop, folder, observer).run();
}

}  // namespace kbisect
