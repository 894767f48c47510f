#include "engine/trials/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "engine/campaign_tree.hpp"
#include "engine/fixups.hpp"
#include "engine/guest_test.hpp"
#include "engine/trials/series_commits.hpp"
#include "engine/trials/trial_rows.hpp"
#include "engine/trials/trial_sources.hpp"
#include "model/guest/ktap.hpp"
#include "model/guest/own_test.hpp"
#include "model/guest/regression.hpp"

namespace kbisect {
namespace {

// Of a patch that others follow: enough to say after which one the symptom went away.
constexpr int boots_between = 2;

std::vector<std::string> tests_of(const VerificationRequest& request, const Campaign& campaign) {
  std::vector<std::string> tests{campaign.test};
  const auto others = request.tests.empty() ? self_contained_tests() : request.tests;
  std::copy_if(others.begin(), others.end(), std::back_inserter(tests),
               [&](const std::string& test) { return test != campaign.test; });
  return tests;
}

std::vector<std::vector<NamedPatch>> fixups_of_branch(const PatchSeries& series, const Campaign& campaign) {
  const GitReader tree = open_tree(campaign);
  const std::vector<Fixup> fixups = resolve_fixups(campaign, tree);
  std::vector<std::vector<NamedPatch>> found;
  for (const SeriesPatch& patch : series.patches) found.push_back(fixups_for(patch.commit, fixups, tree));
  return found;
}

// That what the series says it is made on is here. The campaign's fix-ups, which may be wrong too, are not of
// it.
void require_base(Campaign campaign, const std::string& commit) {
  campaign.fixups.clear();
  try {
    const TrialSources found(campaign, {commit});
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("base-commit of the series: {}; or give --base", error.what()));
  }
}

class Verifier {
 public:
  Verifier(const VerificationPlan& plan, const RunFolder& folder, TrialObserver& observer,
           const std::function<void(const Verification&)>& keep)
      : plan_(plan),
        folder_(folder),
        observer_(observer),
        keep_(keep),
        // A trial of each kernel, and two of each other test.
        expected_rows_(plan.series.patches.size() + plan.trials.trials.size() * 2 - 1),
        rows_(plan.trials, folder, observer, expected_rows_,
              [this](const TrialsResult& table) { found_.seconds = table.seconds; }),
        found_{.header = plan.trials.header,
               .series = plan.series,
               .base = plan.trials.trials.front().source,
               .base_is_the_series_own = plan.base_is_the_series_own,
               .folder = folder.path()} {}

  Verification verify() {
    observer_.phase_began(Phase::checkout);
    SeriesCommits commits = commit_series(plan_.series, found_.base, plan_.trials.trees.front(), folder_);
    found_.applied = std::move(commits.commits);
    found_.not_applied = std::move(commits.not_applied);
    if (!found_.not_applied) test_all();
    rows_.finish();
    found_.outcome = outcome_of(found_);
    keep_(found_);
    return found_;
  }

 private:
  void test_all() {
    found_.before = test(plan_.trials.trials.front());
    keep_(found_);
    if (!std::holds_alternative<Bad>(found_.before->verdict)) return;
    const size_t patches = found_.applied.size();
    // Those behind one that does not build, too: whether they repair it is worth knowing.
    for (size_t number = 1; number <= patches; ++number) {
      const int boots = found_.before->trial.boots;
      Trial trial = with_patches(plan_.trials.trials.front(), number);
      if (number < patches) trial.boots = std::min(boots, boots_between);
      found_.after.push_back(test(trial));
      keep_(found_);
    }
    const TrialResult& last = found_.after.back();
    found_.regression = regression_between(*found_.before, last);
    found_.now_and_then = regression_now_and_then(reports_of(*found_.before), reports_of(last));
    if (!std::holds_alternative<Fixes>(outcome_of(found_))) return;
    (goes_on() ? found_.regression : found_.complaint) =
        new_complaint(complaints_of(*found_.before), complaints_of(last));
    for (size_t i = 1; i < plan_.trials.trials.size(); ++i) {
      const Trial& trial = plan_.trials.trials[i];
      OtherTest other{.test = trial.test, .before = test(trial), .after = test(with_patches(trial, patches))};
      other.passes_before = count_passes(reports_of(other.before));
      other.passes_after = count_passes(reports_of(other.after));
      other.regression = regression_of_other(other.before, other.after);
      other.now_and_then = regression_now_and_then(reports_of(other.before), reports_of(other.after));
      found_.others.push_back(std::move(other));
      keep_(found_);
    }
  }

  // Whether a boot of the base that shows the symptom goes on to the test's end all the same.
  bool goes_on() const {
    const Hunted& hunted = found_.before->trial.symptom.hunted;
    return std::holds_alternative<LogPattern>(hunted) || std::holds_alternative<ObservedOutcomes>(hunted);
  }

  // The first `number` of them.
  Trial with_patches(Trial trial, size_t number) const {
    trial.source.commit = found_.applied[number - 1];
    trial.source.name = patch_text(number, found_.applied.size());
    if (!plan_.fixups_of_branch.empty()) trial.source.fixups = plan_.fixups_of_branch[number - 1];
    return trial;
  }

  TrialResult test(const Trial& trial) { return rows_.test_next(trial, expected_rows_); }

  std::vector<KtapReport> reports_of(const TrialResult& result) const {
    std::vector<KtapReport> reports;
    for (const Run& run : result.runs) {
      if (!run.complete) continue;
      const std::string text = or_infrastructure_error(read_file(folder_.row(result.row) / run.report));
      settle_own_test(reports.emplace_back(parse_ktap(lines_of(text))));
    }
    return reports;
  }

  // By boot.
  std::vector<std::vector<Splat>> complaints_of(const TrialResult& result) const {
    std::vector<std::vector<Splat>> complaints;
    for (const Run& run : result.runs) {
      const std::string text = or_infrastructure_error(read_file(folder_.row(result.row) / run.console));
      complaints.push_back(scan_kernel_log(lines_of(text)));
    }
    return complaints;
  }

  std::optional<std::string> regression_between(const TrialResult& before, const TrialResult& after) const {
    return regression(reports_of(before), reports_of(after));
  }

  std::optional<std::string> regression_of_other(const TrialResult& before, const TrialResult& after) const {
    if (auto worse = regression_between(before, after)) return worse;
    // Where a step fails, the base does not come to what may complain later.
    if (!std::holds_alternative<Good>(before.verdict)) return std::nullopt;
    return new_complaint(complaints_of(before), complaints_of(after));
  }

  const VerificationPlan& plan_;
  const RunFolder& folder_;
  TrialObserver& observer_;
  const std::function<void(const Verification&)>& keep_;
  size_t expected_rows_;
  TrialRows rows_;
  Verification found_;
};

}  // namespace

VerificationPlan plan_verification(const Campaign& campaign, const VerificationRequest& request,
                                   const Places& places, SandboxUse use, Watch& watch) {
  PatchSeries series = read_series(request.series, campaign);
  const bool is_own = request.series.base.empty();
  const TrialsRequest trials{.sources = {is_own ? series.base_commit : request.series.base},
                             .variants = {Variant{}},
                             .tests = tests_of(request, campaign),
                             .reports_are_read = true,
                             .boots = request.boots};
  if (is_own) require_base(campaign, series.base_commit);
  VerificationPlan plan{.trials = make_trial_plan(campaign, trials, places, use, watch),
                        .series = std::move(series),
                        .base_is_the_series_own = is_own};
  if (!request.series.branch.empty()) plan.fixups_of_branch = fixups_of_branch(plan.series, campaign);
  return plan;
}

Verification verify(const VerificationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Verification&)>& keep) {
  return Verifier(plan, folder, observer, keep).verify();
}

}  // namespace kbisect
