#include "engine/tester.hpp"

#include "base/clock.hpp"
#include "base/files.hpp"
#include "model/certificate.hpp"
#include "model/judge.hpp"

namespace kbisect {
namespace {

// A step that was cut short left files without a record.
void make_folder(const std::filesystem::path& folder) {
  remove_tree(folder);
  make_directories(folder);
}

// Of an earlier step that built the same commit.
const Image* image_of(const std::string& commit, const std::vector<Step>& earlier) {
  for (const Step& step : earlier) {
    const auto* image = std::get_if<Image>(&step.build.result);
    if (step.commit.id == commit && image != nullptr) return image;
  }
  return nullptr;
}

}  // namespace

void Tester::build(Step& step, const std::vector<Step>& earlier) const {
  make_folder(bench_.folder.step(step.number, step.commit.id));
  if (const Image* built = image_of(step.commit.id, earlier)) {
    if (const auto kept = bench_.images.find(built->digest)) {
      step.build.result = Image{*kept, built->digest, built->config_digest};
      step.build.reused = true;
      return;
    }
  }
  bench_.observer.phase_began(Phase::checkout);
  const Stopwatch stopwatch;
  bench_.git.checkout(step.commit.id);
  step.checkout_seconds = stopwatch.seconds();
  build_checked_out(step);
}

void Tester::build_without(const Commit& culprit, Step& step) const {
  bench_.observer.phase_began(Phase::checkout);
  const Stopwatch stopwatch;
  bench_.git.checkout(bench_.plan.header.bad.id);
  const auto reverted = culprit.parents.size() > 1 ? fail("it is a merge") : bench_.git.revert(culprit.id);
  step.checkout_seconds = stopwatch.seconds();
  if (!reverted) {
    step.build.result = Skip{SkipReason::cannot_revert, reverted.error().message};
    return;
  }
  step.commit = bench_.plan.git.commit(*reverted);
  make_folder(bench_.folder.step(step.number, step.commit.id));
  build_checked_out(step);
}

void Tester::build_checked_out(Step& step) const {
  step.build = bench_.builder.build(bench_.folder.step(step.number, step.commit.id), bench_.observer);
  if (auto* image = std::get_if<Image>(&step.build.result))
    image->path = bench_.images.keep(image->path, image->digest);
}

void Tester::boot(Step& step) const {
  auto [run, observation] = bench_.runner.run(std::get<Image>(step.build.result).path,
                                              bench_.folder.step(step.number, step.commit.id),
                                              static_cast<int>(step.runs.size()) + 1, bench_.observer);
  run.verdict = judge(observation, bench_.plan.header.campaign.symptom);
  step.runs.push_back(std::move(run));
}

void Tester::boot_until_plain(Step& step, const Rates& rates) const {
  while (std::holds_alternative<Image>(step.build.result)) {
    boot(step);
    const bool done = is_skip(step.runs.back().verdict) ? !may_have_had_bad_luck(step)
                                                        : is_plain(tally_of(step.runs), rates);
    if (done) break;
  }
  step.verdict = standing_alone(step, rates);
}

bool is_skip(const Verdict& verdict) {
  return std::holds_alternative<Skip>(verdict);
}

bool is_untestable(const Step& step) {
  return step.runs.empty() || is_skip(step.runs.back().verdict);
}

bool may_have_had_bad_luck(const Step& step) {
  const size_t boots = step.runs.size();
  return boots < 2 || !is_skip(step.runs[boots - 2].verdict);
}

}  // namespace kbisect
