#include "engine/run/tester.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "engine/fixups.hpp"
#include "engine/worktree_build.hpp"
#include "model/guest/judge.hpp"
#include "model/search/certificate.hpp"

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

std::optional<BuildRecords> Tester::build(Step& step, const std::vector<Step>& earlier) const {
  make_folder(bench_.folder.step(step.number, step.commit.id));
  if (const Step* before = built_before(step, earlier)) {
    const auto& image = std::get<Image>(before->build.result);
    if (const auto kept = bench_.images.find(image.digest)) {
      step.build = {.result = Image{*kept, image.digest, image.config_digest},
                    .reused = true,
                    .of_earlier_run = before->build.of_earlier_run,
                    .fixups = before->build.fixups};
      return std::nullopt;
    }
  }
  if (auto records = take_of_earlier_run(step)) return records;
  bench_.observer.phase_began(Phase::checkout);
  const Stopwatch stopwatch;
  bench_.git.checkout(step.commit.id);
  const auto applied = apply_fixups(step.commit.id, step);
  step.checkout_seconds = stopwatch.seconds();
  if (!applied) {
    step.build.result = Skip{SkipReason::cannot_apply, applied.error().message};
    return std::nullopt;
  }
  build_checked_out(step, earlier);
  if (!std::holds_alternative<Image>(step.build.result)) return std::nullopt;
  return keep_for_later_runs(step);
}

std::optional<BuildRecords> Tester::take_of_earlier_run(Step& step) const {
  if (kernels_ == nullptr || step.role == StepRole::proof) return std::nullopt;
  auto kernel =
      kernels_->take(key_of_kernel(step), bench_.images, bench_.folder.step(step.number, step.commit.id));
  if (!kernel) return std::nullopt;
  bench_.observer.note(said_of_kept_kernel);
  step.build = {.result = std::move(kernel->image), .reused = true, .of_earlier_run = true};
  for (const Fixup& fixup : fixups_for(step.commit.id, bench_.plan.header.fixups, bench_.plan.git))
    step.build.fixups.push_back(fixup.name);
  return BuildRecords{
      BuildInputs::from_text(std::string(bench_.plan.equipment.arch->source_arch), kernel->inputs), {}};
}

BuildRecords Tester::keep_for_later_runs(const Step& step) const {
  BuildRecords records = bench_.builder(step.config).records();
  if (kernels_ != nullptr) {
    kernels_->keep(key_of_kernel(step), {std::get<Image>(step.build.result), records.inputs.to_text()},
                   bench_.folder.step(step.number, step.commit.id));
  }
  return records;
}

std::string Tester::key_of_kernel(const Step& step) const {
  const RunHeader& header = bench_.plan.header;
  KernelOrigin origin{.commit = step.commit.id,
                      .profile_digest = bench_.builder(step.config).profile_digest(),
                      .arch = bench_.plan.equipment.arch->name,
                      .toolchain_digest = header.machine.toolchain.digest};
  for (const Fixup& fixup : fixups_for(step.commit.id, header.fixups, bench_.plan.git))
    origin.patches.push_back(fixup.patch);
  return key_of(origin);
}

void Tester::build_without(const Commit& culprit, Step& step, const std::vector<Step>& earlier) const {
  bench_.observer.phase_began(Phase::checkout);
  const Stopwatch stopwatch;
  bench_.git.checkout(bench_.plan.header.new_end().id);
  const auto reverted = culprit.parents.size() > 1 ? fail("it is a merge") : bench_.git.revert(culprit.id);
  if (!reverted) {
    step.build.result = Skip{SkipReason::cannot_revert, reverted.error().message};
    return;
  }
  step.commit = bench_.plan.git.commit(*reverted);
  make_folder(bench_.folder.step(step.number, step.commit.id));
  const auto applied = apply_fixups(bench_.plan.header.new_end().id, step);
  step.checkout_seconds = stopwatch.seconds();
  if (applied) {
    build_checked_out(step, earlier);
  } else {
    step.build.result = Skip{SkipReason::cannot_apply, applied.error().message};
  }
}

// Applies the fix-ups that `commit` needs to what is checked out.
Expected<void> Tester::apply_fixups(const std::string& commit, Step& step) const {
  for (const Fixup& fixup : fixups_for(commit, bench_.plan.header.fixups, bench_.plan.git)) {
    step.build.fixups.push_back(fixup.name);
    const auto patch = bench_.folder.step(step.number, step.commit.id) /
                       fmt::format("fixup-{}.patch", step.build.fixups.size());
    write_atomically(patch, fixup.patch);
    const auto applied = bench_.git.apply(std::filesystem::absolute(patch));
    if (!applied)
      return fail(fmt::format("the fix-up {} does not apply: {}", fixup.name, applied.error().message));
  }
  return {};
}

void Tester::build_checked_out(Step& step, const std::vector<Step>& earlier) const {
  auto fixups = std::move(step.build.fixups);
  step.build = build_worktree({.git = bench_.git,
                               .places = bench_.plan.tree_places,
                               .commit = step.commit.id,
                               .builder = bench_.builder(step.config),
                               .images = bench_.images,
                               .folder = bench_.folder.step(step.number, step.commit.id),
                               .suspects = suspects_of(earlier)},
                              bench_.observer);
  step.build.fixups = std::move(fixups);
}

void Tester::boot(Step& step) const {
  const Campaign& campaign = bench_.plan.header.campaign;
  auto [run, observation] =
      bench_.runner.run(std::get<Image>(step.build.result).path,
                        {.initramfs = bench_.plan.initramfs.path, .test = guest_test_name(campaign.test)},
                        bench_.folder.step(step.number, step.commit.id),
                        static_cast<int>(step.runs.size()) + 1, bench_.observer);
  run.verdict = judge(observation, campaign.symptom);
  step.runs.push_back(std::move(run));
}

void Tester::boot_until_plain(Step& step, const Rates& rates) const {
  while (std::holds_alternative<Image>(step.build.result)) {
    boot(step);
    const bool done = is_skip(step.runs.back().verdict) ? !may_have_had_bad_luck(step.runs)
                                                        : is_plain(tally_of(step.runs), rates);
    if (done) break;
  }
  step.verdict = standing_alone(step, rates);
}

}  // namespace kbisect
