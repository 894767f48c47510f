#include "engine/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "model/judge.hpp"

namespace kbisect {

Session::Session(SessionParts parts, JournalContent content)
    : parts_(parts), acceleration_(std::move(content.acceleration)), steps_(std::move(content.steps)) {
  for (const Step& step : steps_) {
    verdicts_[step.commit.id] = step.verdict;
    earlier_seconds_ += step.wall_seconds;
  }
}

Result Session::run() {
  const RunHeader& header = parts_.plan.header;
  parts_.observer.run_began(header, parts_.folder.path(), steps_left(StepRole::good_end, header.candidates));
  parts_.git.add_worktree(header.bad.id);
  Outcome outcome = find();
  parts_.git.reset();
  parts_.git.remove_worktree();
  return {.header = header,
          .acceleration = acceleration_.value_or(""),
          .steps = steps_,
          .outcome = std::move(outcome),
          .times = times_of(steps_, earlier_seconds_ + stopwatch_.seconds()),
          .folder = parts_.folder.path()};
}

Outcome Session::find() {
  const RunHeader& header = parts_.plan.header;
  if (auto contradiction = check_end(StepRole::good_end, header.good)) return std::move(*contradiction);
  if (auto contradiction = check_end(StepRole::bad_end, header.bad)) return std::move(*contradiction);

  // git's state is rebuilt from the journal each time, so a crash anywhere leaves nothing to repair.
  parts_.git.start(header.good.id, header.bad.id);
  for (const Step& step : steps_) {
    if (step.role == StepRole::search) parts_.git.tell(step.commit.id, step.verdict);
  }
  while (true) {
    const Remaining remaining = remaining_after(parts_.plan.graph, verdicts_);
    if (remaining.untested == 0) return conclude(remaining);
    const std::string pick = parts_.git.proposal();
    if (verdicts_.count(pick) > 0) {
      throw InfrastructureError(fmt::format("git bisect proposes {}, which has been tested already", pick));
    }
    const Step& step =
        test(StepRole::search, parts_.plan.git.commit(pick), static_cast<int>(remaining.candidates.size()));
    parts_.git.tell(step.commit.id, step.verdict);
  }
}

// Both ends are tested before anything is believed.
std::optional<EndsContradict> Session::check_end(StepRole role, const Commit& commit) {
  const auto known = verdicts_.find(commit.id);
  const Verdict& seen =
      known != verdicts_.end() ? known->second : test(role, commit, parts_.plan.header.candidates).verdict;
  const bool holds =
      role == StepRole::good_end ? std::holds_alternative<Good>(seen) : std::holds_alternative<Bad>(seen);
  if (holds) return std::nullopt;
  return EndsContradict{role, commit, seen};
}

const Step& Session::test(StepRole role, const Commit& commit, int candidates) {
  const Stopwatch stopwatch;
  Step step{.number = static_cast<int>(steps_.size()) + 1,
            .role = role,
            .commit = commit,
            .candidates = candidates,
            .began = utc_now()};
  parts_.observer.step_began(step, steps_left(role, candidates));
  const auto folder = parts_.folder.step(step.number, commit.id);
  // A step that was cut short left files without a record.
  remove_tree(folder);
  make_directories(folder);

  parts_.observer.phase_began(Phase::checkout);
  const Stopwatch checking_out;
  parts_.git.checkout(commit.id);
  step.checkout_seconds = checking_out.seconds();
  step.build = parts_.builder.build(folder, parts_.observer);
  if (const auto* image = std::get_if<Image>(&step.build.result)) {
    auto [run, observation] = parts_.runner.run(image->path, folder, parts_.observer);
    step.verdict = judge(observation, parts_.plan.header.campaign.symptom);
    step.run = std::move(run);
  } else {
    step.verdict = std::get<Skip>(step.build.result);
  }
  step.wall_seconds = stopwatch.seconds();

  if (step.run && !acceleration_) {
    acceleration_ = step.run->acceleration;
    parts_.journal.add_acceleration(*acceleration_);
  }
  parts_.journal.add(step);
  verdicts_[commit.id] = step.verdict;
  steps_.push_back(std::move(step));
  parts_.observer.step_ended(steps_.back());
  return steps_.back();
}

Outcome Session::conclude(const Remaining& remaining) {
  const auto& ids = parts_.plan.graph.ids;
  const std::string& newest_bad = ids[static_cast<size_t>(remaining.newest_bad)];
  if (parts_.git.newest_bad() != newest_bad) {
    throw InfrastructureError(fmt::format("git bisect ends at {}, the journal at {}: please report this",
                                          parts_.git.newest_bad(), newest_bad));
  }
  write_atomically(parts_.folder.bisect_log(), parts_.git.log());
  if (remaining.candidates.size() > 1) {
    OnlySkippedLeft left;
    for (const int i : remaining.candidates)
      left.candidates.push_back(parts_.plan.git.commit(ids[static_cast<size_t>(i)]));
    return left;
  }
  CulpritFound found{.culprit = parts_.plan.git.commit(newest_bad),
                     .evidence = std::get<Bad>(verdicts_.at(newest_bad))};
  if (const auto& expected = parts_.plan.header.campaign.expected_culprit) {
    if (newest_bad.rfind(*expected, 0) == 0) {
      found.expectation = Expectation::met;
    } else if (names_as_origin(parts_.plan.git.message(newest_bad), *expected)) {
      found.expectation = Expectation::met_by_trailer;
    } else {
      found.expectation = Expectation::not_met;
    }
  }
  return found;
}

// What git expects, and the ends that come before; this step included.
int Session::steps_left(StepRole role, int candidates) {
  switch (role) {
    case StepRole::good_end:
      return 2 + estimated_steps(candidates);
    case StepRole::bad_end:
      return 1 + estimated_steps(candidates);
    case StepRole::search:
      break;
  }
  return std::max(1, estimated_steps(candidates));
}

}  // namespace kbisect
