#include "engine/trials/explanation_plan.hpp"

#include "base/error.hpp"
#include "engine/fixups.hpp"
#include "engine/guest_test.hpp"
#include "engine/run/plan.hpp"

namespace kbisect {

namespace {

std::optional<std::string> why_not_here(const std::string& test, const Arch& arch) {
  try {
    find_guest_test(test, arch);
    return std::nullopt;
  } catch (const UsageError& error) {
    return error.what();
  }
}

}  // namespace

ExplanationPlan make_explanation_plan(const ExplanationRequest& request, const Places& places, Watch& watch) {
  const RunHeader& header = request.run.header;
  Campaign campaign = campaign_as_resolved(header);
  campaign.ccache = request.ccache.value_or(campaign.ccache);
  if (request.jobs > 0) campaign.limits.jobs = request.jobs;
  Ground kept = kept_ground(request.folder);
  TrialGround ground{.profile = std::move(kept.profile), .initramfs = std::move(kept.initramfs)};
  if (!request.profile.empty()) {
    campaign.profile = request.profile;
    ground.profile.reset();
  }
  TrialsRequest trials{.sources = {header.bad.id},
                       .variants = {Variant{}},
                       .tests = {campaign.test},
                       .reports_are_read = true,
                       .boots = request.boots};
  std::vector<LeftOut> left_out;
  for (const std::string& workaround : request.workarounds) {
    const auto refusal = request.were_asked_for ? std::nullopt : why_not_here(workaround, arch_of(campaign));
    if (refusal) {
      left_out.push_back({workaround, "a workaround of the campaign", *refusal});
    } else {
      trials.tests.push_back(workaround);
    }
  }
  TrialPlan plan =
      make_trial_plan(campaign, trials, places, sandbox_use_of(header), watch, std::move(ground));
  GitReader git = or_infrastructure_error(GitReader::open(header.tree));
  for (Trial& trial : plan.trials) {
    trial.source.name = header.campaign.bad;
    trial.source.fixups = fixups_for(header.bad.id, header.fixups, git);
  }
  return {.trials = std::move(plan),
          .run = request.run,
          .run_name = request.folder.path().filename(),
          .git = std::move(git),
          .most_candidates = request.most_candidates,
          .left_out = std::move(left_out)};
}

}  // namespace kbisect
