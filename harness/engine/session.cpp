#include "engine/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "model/certificate.hpp"
#include "model/judge.hpp"

namespace kbisect {
namespace {

// So many boots are one record: a kill loses no more of them.
constexpr size_t boots_in_a_step = 20;

bool is_skip(const Verdict& verdict) {
  return std::holds_alternative<Skip>(verdict);
}

bool is_end(StepRole role) {
  return role == StepRole::good_end || role == StepRole::bad_end;
}

std::shared_ptr<const Ancestry> ancestry_of(const Plan& plan) {
  return std::make_shared<const Ancestry>(plan.graph.parents);
}

// A step that was cut short left files without a record.
void make_folder(const std::filesystem::path& folder) {
  remove_tree(folder);
  make_directories(folder);
}

double median(std::vector<double> values, double otherwise) {
  if (values.empty()) return otherwise;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What the run has seen so far is the best guess at what comes.
Costs costs_of(const std::vector<Step>& steps) {
  std::vector<double> builds;
  std::vector<double> boots;
  for (const Step& step : steps) {
    if (!step.build.reused)
      builds.push_back(step.checkout_seconds + step.build.configure_seconds + step.build.make_seconds);
    for (const Run& run : step.runs) boots.push_back(run.seconds);
  }
  const Costs guess;
  constexpr double least = 1e-3;
  return {.build = std::max(median(builds, guess.build), least),
          .boot = std::max(median(boots, guess.boot), least)};
}

}  // namespace

Session::Session(SessionParts parts, JournalContent content)
    : parts_(parts), search_(ancestry_of(parts.plan), {}), acceleration_(std::move(content.acceleration)) {
  const auto& ids = parts_.plan.graph.ids;
  for (size_t i = 0; i < ids.size(); ++i) indices_[ids[i]] = static_cast<int>(i);
  for (Step& step : content.steps) {
    earlier_seconds_ += step.wall_seconds;
    learn(step);
    steps_.push_back(std::move(step));
  }
}

Result Session::run() {
  const RunHeader& header = parts_.plan.header;
  parts_.observer.run_began(header, parts_.folder.path(), steps_left(StepRole::bad_end));
  parts_.git.add_worktree(header.bad.id);
  Outcome outcome = find();
  parts_.git.reset();
  parts_.git.remove_worktree();
  parts_.images.clear();
  return {.header = header,
          .acceleration = acceleration_.value_or(""),
          .steps = steps_,
          .outcome = std::move(outcome),
          .times = times_of(steps_, earlier_seconds_ + stopwatch_.seconds()),
          .folder = parts_.folder.path()};
}

Outcome Session::find() {
  while (true) {
    if (auto contradiction = skipped_end()) return std::move(*contradiction);
    tell_git();
    const Next next = search_.next(costs_of(steps_));
    const RunHeader& header = parts_.plan.header;
    if (const auto* again = std::get_if<BootAgain>(&next)) {
      visit(again->commit, role_of(again->commit));
    } else if (const auto* fresh = std::get_if<TestNew>(&next)) {
      visit(fresh->commit, role_of(fresh->commit));
    } else if (const auto* found = std::get_if<Found>(&next)) {
      // What the proof shows may contradict the search, which then goes on from there.
      if (!prove(found->culprit)) return conclude(*found);
    } else if (const auto* inseparable = std::get_if<Inseparable>(&next)) {
      return conclude(*inseparable);
    } else if (std::holds_alternative<GoodEndIsBad>(next)) {
      return EndsContradict{StepRole::good_end, header.good, verdict_of(good_end_index)};
    } else {
      return EndsContradict{StepRole::bad_end, header.bad, Good{}};
    }
  }
}

// An end that cannot be tested gives nothing to search between.
std::optional<EndsContradict> Session::skipped_end() const {
  if (steps_.empty() || !is_end(steps_.back().role) || !is_skip(steps_.back().verdict)) return std::nullopt;
  return EndsContradict{steps_.back().role, steps_.back().commit, steps_.back().verdict};
}

// --- one visit to a commit ---

void Session::visit(int commit, StepRole role) {
  const Stopwatch stopwatch;
  Step step{.number = static_cast<int>(steps_.size()) + 1,
            .role = role,
            .commit = parts_.plan.git.commit(id_of(commit)),
            .candidates = candidates_left(),
            .began = utc_now()};
  parts_.observer.step_began(step, steps_left(role));
  make_folder(parts_.folder.step(step.number, step.commit.id));
  build(step);
  if (std::holds_alternative<Image>(step.build.result)) {
    do {
      boot(step);
    } while (worth_another_boot(step));
  }
  const bool is_untestable = step.runs.empty() || is_skip(step.runs.back().verdict);
  if (is_untestable && role_of(commit) == StepRole::search) search_.skipped(commit);
  steps_.push_back(step);
  step.verdict = verdict_of(commit);
  steps_.pop_back();
  step.wall_seconds = stopwatch.seconds();
  record(std::move(step));
}

void Session::record(Step step) {
  if (!step.runs.empty() && !acceleration_) {
    acceleration_ = step.runs.front().acceleration;
    parts_.journal.add_acceleration(*acceleration_);
  }
  parts_.journal.add(step);
  steps_.push_back(std::move(step));
  parts_.observer.step_ended(steps_.back());
}

void Session::build(Step& step) {
  for (const Step& earlier : steps_) {
    const auto* image = std::get_if<Image>(&earlier.build.result);
    if (earlier.commit.id != step.commit.id || image == nullptr) continue;
    if (const auto kept = parts_.images.find(image->digest)) {
      step.build.result = Image{*kept, image->digest, image->config_digest};
      step.build.reused = true;
      return;
    }
  }
  parts_.observer.phase_began(Phase::checkout);
  const Stopwatch checking_out;
  parts_.git.checkout(step.commit.id);
  step.checkout_seconds = checking_out.seconds();
  step.build = parts_.builder.build(parts_.folder.step(step.number, step.commit.id), parts_.observer);
  if (auto* image = std::get_if<Image>(&step.build.result))
    image->path = parts_.images.keep(image->path, image->digest);
}

void Session::boot(Step& step) {
  auto [run, observation] = parts_.runner.run(std::get<Image>(step.build.result).path,
                                              parts_.folder.step(step.number, step.commit.id),
                                              static_cast<int>(step.runs.size()) + 1, parts_.observer);
  run.verdict = judge(observation, parts_.plan.header.campaign.symptom);
  // A commit that only the proof knows is no candidate.
  if (!is_skip(run.verdict) && step.role != StepRole::revert)
    search_.saw(index_of(step.commit.id), std::holds_alternative<Bad>(run.verdict));
  step.runs.push_back(std::move(run));
}

bool Session::worth_another_boot(const Step& step) const {
  const size_t boots = step.runs.size();
  if (boots >= boots_in_a_step && step.role != StepRole::revert) return false;
  // A boot that cannot be judged may have had bad luck, but not twice in a row.
  if (is_skip(step.runs.back().verdict)) return boots < 2 || !is_skip(step.runs[boots - 2].verdict);
  if (step.role == StepRole::revert)
    return static_cast<int>(boots) < proof_boots(search_.belief().rates().bad);
  if (step.role == StepRole::proof && proof_boots_left(index_of(step.commit.id)) > 0) return true;
  const Next next = search_.next(costs_of(steps_));
  const auto* again = std::get_if<BootAgain>(&next);
  return again != nullptr && again->commit == index_of(step.commit.id);
}

// What an earlier session of this run has seen.
void Session::learn(const Step& step) {
  if (step.role == StepRole::revert) return;
  const int commit = index_of(step.commit.id);
  for (const Run& run : step.runs) {
    if (!is_skip(run.verdict)) search_.saw(commit, std::holds_alternative<Bad>(run.verdict));
  }
  const bool is_untestable = step.runs.empty() || is_skip(step.runs.back().verdict);
  if (is_untestable && role_of(commit) == StepRole::search) search_.skipped(commit);
}

// --- the proof of a culprit ---

// One step more of it; false when nothing is left to do.
bool Session::prove(int culprit) {
  std::vector<int> claims{culprit};
  for (const std::string& parent : parts_.plan.git.commit(id_of(culprit)).parents) {
    if (parent == parts_.plan.header.good.id || indices_.count(parent) > 0)
      claims.push_back(index_of(parent));
  }
  for (const int commit : claims) {
    if (proof_boots_left(commit) == 0) continue;
    visit(commit, StepRole::proof);
    return true;
  }
  return take_back(culprit);
}

int Session::proof_boots_left(int commit) const {
  for (const Step& step : steps_) {
    const bool is_untestable = step.runs.empty() || is_skip(step.runs.back().verdict);
    if (step.role != StepRole::revert && step.commit.id == id_of(commit) && is_untestable) return 0;
  }
  const Tally seen = search_.belief().tally(commit).value_or(Tally{});
  return std::max(0, proof_boots(search_.belief().rates().bad) - seen.failed - seen.passed);
}

// The culprit reverted on the bad end; false when that was done already.
bool Session::take_back(int culprit) {
  const std::string& id = id_of(culprit);
  if (!steps_.empty() && steps_.back().role == StepRole::revert) return false;
  const Stopwatch stopwatch;
  Step step{.number = static_cast<int>(steps_.size()) + 1,
            .role = StepRole::revert,
            .commit = parts_.plan.header.bad,
            .candidates = 1,
            .began = utc_now()};
  parts_.observer.step_began(step, 1);
  parts_.observer.phase_began(Phase::checkout);
  parts_.git.checkout(step.commit.id);
  const bool is_merge = parts_.plan.git.commit(id).parents.size() > 1;
  const auto reverted = is_merge ? fail("it is a merge") : parts_.git.revert(id);
  step.checkout_seconds = stopwatch.seconds();
  if (!reverted) {
    step.verdict = Skip{SkipReason::cannot_revert, reverted.error().message};
    step.build.result = std::get<Skip>(step.verdict);
  } else {
    step.commit = parts_.plan.git.commit(*reverted);
    const auto folder = parts_.folder.step(step.number, step.commit.id);
    make_folder(folder);
    step.build = parts_.builder.build(folder, parts_.observer);
    if (const auto* failure = std::get_if<Skip>(&step.build.result)) step.verdict = *failure;
    while (std::holds_alternative<Image>(step.build.result)) {
      boot(step);
      // One failure is enough to say that it is not repaired.
      if (!std::holds_alternative<Bad>(step.verdict)) step.verdict = step.runs.back().verdict;
      if (!worth_another_boot(step)) break;
    }
  }
  step.wall_seconds = stopwatch.seconds();
  record(std::move(step));
  return true;
}

// --- what is said of it ---

// Boots that could be judged decide, all of them together; without any it is a skip.
Verdict Session::verdict_of(int commit) const {
  const bool judged = search_.belief().tally(commit).has_value();
  const bool is_bad = judged && search_.belief().is_bad(commit) > 0.5;
  if (judged && !is_bad) return Good{};
  // The bad end is the first step: where a commit is bad by the boots of others alone, what it showed stands
  // for it.
  std::optional<Verdict> seen;
  for (const Step& step : steps_) {
    if (step.role == StepRole::revert) continue;
    const bool is_own = step.commit.id == id_of(commit);
    if (const auto* failure = std::get_if<Skip>(&step.build.result); failure != nullptr && is_own)
      seen = *failure;
    for (const Run& run : step.runs) {
      const bool fits = std::holds_alternative<Bad>(run.verdict) == is_bad;
      if (fits && (is_own || (is_bad && !seen))) seen = run.verdict;
    }
  }
  return seen.value();
}

// git is told what was really tested; where a verdict has been taken back since, all of it anew.
void Session::tell_git() {
  const RunHeader& header = parts_.plan.header;
  std::vector<std::pair<std::string, Verdict>> verdicts;
  bool has_good_end = false;
  for (const Step& step : steps_) {
    has_good_end = has_good_end || step.role == StepRole::good_end;
    if (step.role != StepRole::revert && role_of(index_of(step.commit.id)) == StepRole::search)
      verdicts.emplace_back(step.commit.id, verdict_of(index_of(step.commit.id)));
  }
  if (!has_good_end) return;
  const bool is_overruled = std::any_of(verdicts.begin(), verdicts.end(), [&](const auto& verdict) {
    const auto told = told_.find(verdict.first);
    return told != told_.end() && term(told->second) != term(verdict.second);
  });
  if (told_.empty() || is_overruled) {
    // Its state is rebuilt from the journal by each process, so a crash anywhere leaves nothing to repair.
    parts_.git.start(header.good.id, header.bad.id);
    told_ = {{header.good.id, Good{}}, {header.bad.id, verdict_of(index_of(header.bad.id))}};
  }
  for (const auto& [id, verdict] : verdicts) {
    if (told_.emplace(id, verdict).second) parts_.git.tell(id, verdict);
  }
  // For git the bad commit is the one it was told of last, even where that descends from an earlier one.
  const auto newest = static_cast<size_t>(remaining_after(parts_.plan.graph, told_).newest_bad);
  const std::string& newest_bad = parts_.plan.graph.ids[newest];
  if (parts_.git.newest_bad() != newest_bad) parts_.git.tell(newest_bad, told_.at(newest_bad));
}

// --- the end ---

Outcome Session::conclude(const Found& found) {
  settle_git(found.culprit);
  const std::string& id = id_of(found.culprit);
  CulpritFound outcome{.culprit = parts_.plan.git.commit(id),
                       .evidence = std::get<Bad>(verdict_of(found.culprit)),
                       .probability = found.probability};
  if (const auto& expected = parts_.plan.header.campaign.expected_culprit) {
    if (id.rfind(*expected, 0) == 0) {
      outcome.expectation = Expectation::met;
    } else if (names_as_origin(parts_.plan.git.message(id), *expected)) {
      outcome.expectation = Expectation::met_by_trailer;
    } else {
      outcome.expectation = Expectation::not_met;
    }
  }
  return outcome;
}

Outcome Session::conclude(const Inseparable& inseparable) {
  settle_git(inseparable.candidates.back());
  OnlySkippedLeft left{.probability = inseparable.probability};
  for (const int commit : inseparable.candidates)
    left.candidates.push_back(parts_.plan.git.commit(id_of(commit)));
  return left;
}

// git, told the same, has to be where we are.
void Session::settle_git(int newest_bad) {
  if (parts_.git.newest_bad() != id_of(newest_bad)) {
    throw InfrastructureError(fmt::format("git bisect ends at {}, the journal at {}: please report this",
                                          parts_.git.newest_bad(), id_of(newest_bad)));
  }
  write_atomically(parts_.folder.bisect_log(), parts_.git.log());
}

// --- names and numbers ---

StepRole Session::role_of(int commit) const {
  if (commit == good_end_index) return StepRole::good_end;
  return commit == static_cast<int>(parts_.plan.graph.ids.size()) - 1 ? StepRole::bad_end : StepRole::search;
}

const std::string& Session::id_of(int commit) const {
  return commit == good_end_index ? parts_.plan.header.good.id
                                  : parts_.plan.graph.ids[static_cast<size_t>(commit)];
}

int Session::index_of(const std::string& id) const {
  return id == parts_.plan.header.good.id ? good_end_index : indices_.at(id);
}

int Session::candidates_left() const {
  if (told_.empty()) return parts_.plan.header.candidates;
  return static_cast<int>(remaining_after(parts_.plan.graph, told_).candidates.size());
}

// What git expects, and the ends that come before; this step included.
int Session::steps_left(StepRole role) const {
  switch (role) {
    case StepRole::bad_end:
      return 2 + estimated_steps(parts_.plan.header.candidates);
    case StepRole::good_end:
      return 1 + estimated_steps(parts_.plan.header.candidates);
    case StepRole::search:
    case StepRole::proof:
    case StepRole::revert:
      break;
  }
  return std::max(1, estimated_steps(candidates_left()));
}

}  // namespace kbisect
