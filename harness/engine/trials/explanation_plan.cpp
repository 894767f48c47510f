#include "engine/trials/explanation_plan.hpp"

#include "engine/fixups.hpp"
#include "engine/run/plan.hpp"

namespace kbisect {

ExplanationPlan make_explanation_plan(const ExplanationRequest& request, const Places& places, Watch& watch) {
  const RunHeader& header = request.run.header;
  Campaign campaign = campaign_as_resolved(header);
  if (request.ccache) campaign.ccache = Ccache::on;
  if (request.jobs > 0) campaign.limits.jobs = request.jobs;
  Ground kept = kept_ground(request.folder);
  TrialGround ground{.profile = std::move(kept.profile), .initramfs = std::move(kept.initramfs)};
  if (!request.profile.empty()) {
    campaign.profile = request.profile;
    ground.profile.reset();
  }
  TrialsRequest trials{
      .sources = {header.bad.id}, .variants = {Variant{}}, .tests = {campaign.test}, .boots = request.boots};
  trials.tests.insert(trials.tests.end(), request.workarounds.begin(), request.workarounds.end());
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
          .most_candidates = request.most_candidates};
}

}  // namespace kbisect
