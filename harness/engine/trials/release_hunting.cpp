#include "engine/trials/release_hunting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/campaign_tree.hpp"
#include "engine/requirements.hpp"
#include "model/compiler.hpp"
#include "model/trials/release.hpp"
#include "model/trials/release_walk.hpp"
#include "tools/git_read.hpp"
#include "tools/git_tags.hpp"
#include "tools/kernel_source.hpp"
#include "tools/toolchain.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

ReleaseState state_of(const Verdict& verdict) {
  if (is_skip(verdict)) return ReleaseState::untestable;
  return std::holds_alternative<Good>(verdict) ? ReleaseState::turned : ReleaseState::as_the_first;
}

}  // namespace

std::vector<std::string> releases_for(const ReleaseQuestion& question, const Campaign& campaign) {
  const fs::path tree = tree_path(campaign.linux_tree);
  const GitReader git = open_tree(campaign);
  require_whole_history(git, campaign);
  const auto first = git.resolve(question.first);
  if (!first) {
    throw UsageError(fmt::format("release '{}': {} ({}); fetch it, or give another one", question.first,
                                 first.error().message, tree.string()));
  }
  require_kernel_source(git, *first, fmt::format("release '{}'", question.first), campaign);
  const bool is_back = question.direction == ReleaseDirection::back;
  std::map<Release, std::string> releases;
  for (const std::string& tag : is_back ? tags_before(tree, *first) : tags_after(tree, *first)) {
    const auto release = parse_release(tag);
    if (!release || (release->rc && !question.candidates)) continue;
    const auto commit = or_infrastructure_error(git.resolve(tag));
    // A tree may have tags of other things.
    if (commit != *first && check_source_commit(git, commit)) releases.emplace(*release, tag);
  }
  if (!is_back && !releases.empty()) {
    // v6.7.12 and v6.8 both come after v6.7, and neither contains the other: only one line has two ends for a
    // run.
    const auto newest = or_infrastructure_error(git.resolve(releases.rbegin()->second));
    const auto line = tags_before(tree, newest);
    std::erase_if(releases, [&](const auto& release) {
      return std::find(line.begin(), line.end(), release.second) == line.end();
    });
  }
  if (releases.empty()) {
    throw UsageError(
        fmt::format("{} has no release tag (such as v6.7) {} {}; fetch its tags{}", tree.string(),
                    is_back ? "before" : "after", question.first,
                    question.candidates ? "" : ", or give --rc if it has only release candidates"));
  }
  std::vector<std::string> names;
  names.reserve(releases.size());
  for (const auto& [release, tag] : releases) names.push_back(tag);
  if (is_back) std::reverse(names.begin(), names.end());
  return names;
}

void suit_compilers(TrialPlan& plan) {
  if (plan.header.campaign.compiler) return;
  const Arch& arch = *plan.equipment.arch;
  const auto& sandbox = plan.equipment.sandbox;
  const int usual = usual_version(arch);
  std::vector<int> installed{usual};
  for (const int major : installed_compilers(arch)) {
    // One that lies where no build sees it is of no use.
    const std::string compiler = name_of_compiler(major);
    if (!sandbox || probe_sandbox(sandbox->limits, build_programs(arch, compiler)))
      installed.push_back(major);
  }
  for (Trial& trial : plan.trials) {
    const auto git = or_infrastructure_error(GitReader::open(trial.source.repository));
    const int suitable = suitable_compiler(installed, git.committed(trial.source.commit.id)).value();
    if (suitable != usual) trial.variant.compiler = name_of_compiler(suitable);
  }
}

ReleaseHunt hunt_releases(const ReleaseQuestion& question, const TrialPlan& plan, const RunFolder& folder,
                          TrialObserver& observer, const std::function<void(const ReleaseHunt&)>& keep) {
  ReleaseHunt hunt{.first = question.first,
                   .run_arguments = question.run_arguments,
                   .direction = question.direction,
                   .releases = plan.trials.size() - 1,
                   .bad = question.first};
  // The usual hunt takes the first and a few more.
  constexpr size_t expected_rows = 4;
  TrialRows rows(plan, folder, observer, expected_rows, [&](const TrialsResult& so_far) {
    hunt.trials = so_far;
    keep(hunt);
  });
  const bool is_bad = std::holds_alternative<Bad>(rows.test_next(plan.trials.front(), expected_rows).verdict);
  ReleaseWalk walk(is_bad ? hunt.releases : 0);
  while (const auto release = walk.next()) {
    const Trial& trial = plan.trials[*release + 1];
    const ReleaseState state = state_of(rows.test_next(trial, expected_rows).verdict);
    walk.saw(*release, state);
    if (state == ReleaseState::as_the_first) hunt.bad = trial.source.name;
    if (state == ReleaseState::turned) hunt.good = trial.source.name;
  }
  hunt.ended = true;
  rows.finish();
  return hunt;
}

}  // namespace kbisect
