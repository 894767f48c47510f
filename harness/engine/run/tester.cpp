#include "engine/run/tester.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "engine/fixups.hpp"
#include "model/search/own_boots.hpp"

namespace kbisect {
namespace {

// Deletes what a step that was cut short has left: it has no record in the journal.
void make_folder(const std::filesystem::path& folder) {
  remove_tree(folder);
  make_directories(folder);
}

// An earlier step that has an image of the same commit with the same config. A proof only uses kernels that
// its own run has built.
const Step* built_before(const Step& now, const std::vector<Step>& earlier) {
  for (const Step& step : earlier) {
    if (step.commit.id == now.commit.id && step.config == now.config &&
        std::holds_alternative<Image>(step.build.result) &&
        !(now.role == StepRole::proof && step.build.of_earlier_run))
      return &step;
  }
  return nullptr;
}

// The objects at which builds failed, latest first: a stretch of commits often fails at the same one.
std::vector<Suspect> suspects_of(const std::vector<Step>& steps) {
  constexpr size_t enough = 3;
  std::vector<Suspect> suspects;
  for (auto step = steps.rbegin(); step != steps.rend() && suspects.size() < enough; ++step) {
    const std::string& object = step->build.failed_object;
    const auto* failure = std::get_if<Skip>(&step->build.result);
    const bool is_known = std::any_of(suspects.begin(), suspects.end(),
                                      [&](const Suspect& suspect) { return suspect.object == object; });
    if (failure != nullptr && !object.empty() && !is_known) suspects.push_back({object, failure->detail});
  }
  return suspects;
}

}  // namespace

KernelOrigin Tester::origin_of(const Step& step, const std::string& with_fixups_of) const {
  const RunHeader& header = bench_.plan.header;
  return {.commit = step.commit.id,
          .fixups = fixups_for(with_fixups_of, header.fixups, bench_.plan.git),
          .patches = {},
          .profile_digest = bench_.builder(step.config).profile_digest(),
          .arch = *bench_.plan.equipment.arch,
          .toolchain_digest = header.machine.toolchain.digest};
}

bool Tester::is_kept(const std::string& commit, ConfigKind config) const {
  if (kernels_ == nullptr) return false;
  return kernels_->has(key_of(origin_of({.config = config, .commit = {.id = commit}}, commit)));
}

KernelWork Tester::work_on(const KernelOrigin& origin, const Step& step,
                           const std::vector<Step>& earlier) const {
  return {.origin = origin,
          .worktree = bench_.worktree,
          .places = bench_.plan.tree_places,
          .builder = bench_.builder(step.config),
          .images = bench_.images,
          .kernels = kernels_,
          .folder = bench_.folder.step(step.number, step.commit.id),
          .suspects = suspects_of(earlier)};
}

bool Tester::take_of_earlier_step(Step& step, const std::vector<Step>& earlier) const {
  const Step* before = built_before(step, earlier);
  if (before == nullptr) return false;
  const auto& image = std::get<Image>(before->build.result);
  const auto kept = bench_.images.find(image.digest);
  if (!kept) return false;
  step.build = {.result = Image{*kept, image.digest, image.config_digest},
                .reused = true,
                .of_earlier_run = before->build.of_earlier_run,
                .fixups = before->build.fixups};
  return true;
}

Expected<void> Tester::check_out(const Step& step) const {
  const KernelOrigin origin = origin_of(step, step.commit.id);
  bench_.worktree.checkout(step.commit.id);
  return apply_patches(work_on(origin, step, {}));
}

std::optional<BuildRecords> Tester::build(Step& step, const std::vector<Step>& earlier) const {
  make_folder(bench_.folder.step(step.number, step.commit.id));
  if (take_of_earlier_step(step, earlier)) return std::nullopt;
  const KernelOrigin origin = origin_of(step, step.commit.id);
  const KernelWork work = work_on(origin, step, earlier);
  auto kernel = step.role == StepRole::proof ? std::nullopt : kernel_of_earlier_run(work, bench_.observer);
  if (!kernel) {
    bench_.observer.phase_began(Phase::checkout);
    const Stopwatch stopwatch;
    bench_.worktree.checkout(step.commit.id);
    const auto applied = apply_patches(work);
    step.checkout_seconds = stopwatch.seconds();
    kernel = applied ? build_kernel(work, bench_.observer)
                     : FinishedKernel{
                           .build = not_built(origin, {SkipReason::cannot_apply, applied.error().message}),
                           .records = {}};
  }
  step.build = std::move(kernel->build);
  return std::move(kernel->records);
}

void Tester::build_without(const Commit& culprit, Step& step, const std::vector<Step>& earlier) const {
  bench_.observer.phase_began(Phase::checkout);
  const Stopwatch stopwatch;
  const std::string& new_end = bench_.plan.header.new_end().id;
  bench_.worktree.checkout(new_end);
  const auto reverted =
      culprit.parents.size() > 1 ? fail("it is a merge") : bench_.worktree.revert(culprit.id);
  if (!reverted) {
    step.build.result = Skip{SkipReason::cannot_revert, reverted.error().message};
    return;
  }
  step.commit = bench_.plan.git.commit(*reverted);
  make_folder(bench_.folder.step(step.number, step.commit.id));
  const KernelOrigin origin = origin_of(step, new_end);
  KernelWork work = work_on(origin, step, earlier);
  // No other run asks for it.
  work.kernels = nullptr;
  const auto applied = apply_patches(work);
  step.checkout_seconds = stopwatch.seconds();
  step.build = applied ? build_kernel(work, bench_.observer).build
                       : not_built(origin, {SkipReason::cannot_apply, applied.error().message});
}

void Tester::boot(Step& step) const {
  const Campaign& campaign = bench_.plan.header.campaign;
  step.runs.push_back(bench_.runner.run({.image = std::get<Image>(step.build.result).path,
                                         .initramfs = bench_.plan.initramfs.path,
                                         .test = guest_test_name(campaign.test),
                                         .symptom = campaign.symptom,
                                         .folder = bench_.folder.step(step.number, step.commit.id),
                                         .number = static_cast<int>(step.runs.size()) + 1},
                                        bench_.observer));
}

void Tester::boot_until_settled(Step& step, const Rates& rates) const {
  while (std::holds_alternative<Image>(step.build.result)) {
    boot(step);
    const bool done = is_skip(step.runs.back().verdict) ? !may_have_had_bad_luck(step.runs)
                                                        : is_settled(tally_of(step.runs), rates);
    if (done) break;
  }
  step.verdict = standing_alone(step, rates);
}

}  // namespace kbisect
