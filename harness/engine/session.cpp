#include "engine/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/zstd.hpp"
#include "model/certificate.hpp"

namespace kbisect {
namespace {

// So many boots are one record: a kill loses no more of them.
constexpr size_t boots_in_a_step = 20;

bool is_end(StepRole role) {
  return role == StepRole::good_end || role == StepRole::bad_end;
}

std::shared_ptr<const Ancestry> ancestry_of(const Plan& plan) {
  return std::make_shared<const Ancestry>(plan.graph.parents);
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

Session::Session(const Bench& bench, Journal& journal, JournalContent content)
    : bench_(bench),
      journal_(journal),
      tester_(bench_),
      git_record_(bench_.plan, bench_.git),
      search_(ancestry_of(bench_.plan), {.confidence = bench_.plan.header.campaign.confidence}),
      pruning_(bench_.plan.git, bench_.plan.graph, std::string(bench_.plan.arch->source_arch)),
      acceleration_(std::move(content.acceleration)) {
  const auto& ids = bench_.plan.graph.ids;
  for (size_t i = 0; i < ids.size(); ++i) indices_[ids[i]] = static_cast<int>(i);
  for (Step& step : content.steps) {
    earlier_seconds_ += step.wall_seconds;
    learn(step);
    steps_.push_back(std::move(step));
  }
  recall_inputs();
}

Result Session::run() {
  const RunHeader& header = bench_.plan.header;
  bench_.observer.run_began(header, bench_.folder.path(), steps_left(StepRole::bad_end));
  bench_.git.add_worktree(header.bad.id);
  Outcome outcome = find();
  return {.header = header,
          .acceleration = acceleration_.value_or(""),
          .steps = steps_,
          .outcome = std::move(outcome),
          .pruned = pruned_,
          .times = times_of(steps_, earlier_seconds_ + stopwatch_.seconds()),
          .folder = bench_.folder.path()};
}

void Session::clean_up() const {
  bench_.git.reset();
  bench_.git.remove_worktree();
  bench_.images.clear();
}

Outcome Session::find() {
  while (true) {
    tell_git();
    const Next next = search_.next(costs_of(steps_));
    const RunHeader& header = bench_.plan.header;
    if (const auto* again = std::get_if<BootAgain>(&next)) {
      if (auto contradiction = untestable_end(again->commit)) return std::move(*contradiction);
      visit(again->commit, role_of(again->commit));
    } else if (const auto* fresh = std::get_if<TestNew>(&next)) {
      if (auto contradiction = untestable_end(fresh->commit)) return std::move(*contradiction);
      const int commit = picked(fresh->commit);
      visit(commit, role_of(commit));
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

// What git would build next, where the user wants git's own choice; it has one only while it is not done.
int Session::picked(int ours) const {
  const bool by_git = bench_.plan.header.campaign.pick == Pick::git;
  if (!by_git || role_of(ours) != StepRole::search || git_record_.candidates_left() <= 1) return ours;
  const auto theirs = index_of(bench_.git.proposal());
  const bool is_new = theirs && std::none_of(steps_.begin(), steps_.end(),
                                             [&](const Step& step) { return index_of(step) == theirs; });
  return is_new ? *theirs : ours;
}

// An end that the search needs more of, and that could not be judged when it was visited last.
std::optional<EndsContradict> Session::untestable_end(int commit) const {
  const StepRole role = role_of(commit);
  const auto last =
      std::find_if(steps_.rbegin(), steps_.rend(), [&](const Step& step) { return step.role == role; });
  if (!is_end(role) || last == steps_.rend() || !is_untestable(*last)) return std::nullopt;
  const auto* failure = std::get_if<Skip>(&last->build.result);
  return EndsContradict{role, last->commit, failure != nullptr ? *failure : last->runs.back().verdict};
}

Outcome Session::conclude(const Found& found) {
  const std::string& id = id_of(found.culprit);
  git_record_.require_first_bad(id);
  write_atomically(bench_.folder.bisect_log(), bench_.git.log());
  CulpritFound outcome{.culprit = bench_.plan.git.commit(id),
                       .evidence = std::get<Bad>(verdict_of(found.culprit)),
                       .probability = found.probability};
  if (const auto& expected = bench_.plan.header.campaign.expected_culprit) {
    if (id.rfind(*expected, 0) == 0) {
      outcome.expectation = Expectation::met;
    } else if (names_as_origin(bench_.plan.git.message(id), *expected)) {
      outcome.expectation = Expectation::met_by_trailer;
    } else {
      outcome.expectation = Expectation::not_met;
    }
  }
  return outcome;
}

Outcome Session::conclude(const Inseparable& inseparable) {
  std::vector<std::string> ids;
  for (const int commit : inseparable.candidates) ids.push_back(id_of(commit));
  git_record_.require_candidates(ids);
  write_atomically(bench_.folder.bisect_log(), bench_.git.log());
  OnlySkippedLeft left{.probability = inseparable.probability};
  for (const std::string& id : ids) left.candidates.push_back(bench_.plan.git.commit(id));
  return left;
}

// --- one visit to a commit ---

Step Session::begin(StepRole role, const Commit& commit, int candidates, int steps_left) const {
  Step step{.number = static_cast<int>(steps_.size()) + 1,
            .role = role,
            .commit = commit,
            .candidates = candidates,
            .began = utc_now()};
  bench_.observer.step_began(step, steps_left);
  return step;
}

void Session::visit(int commit, StepRole role) {
  const Stopwatch stopwatch;
  Step step =
      begin(role, bench_.plan.git.commit(id_of(commit)), git_record_.candidates_left(), steps_left(role));
  tester_.build(step, steps_);
  if (std::holds_alternative<Image>(step.build.result)) {
    learn_inputs(step);
    do {
      tester_.boot(step);
      const Verdict& verdict = step.runs.back().verdict;
      if (!is_skip(verdict)) search_.saw(commit, std::holds_alternative<Bad>(verdict));
    } while (worth_another_boot(step));
  }
  if (is_untestable(step)) search_.skipped(commit);
  steps_.push_back(step);
  step.verdict = verdict_of(commit);
  steps_.pop_back();
  end(std::move(step), stopwatch);
}

bool Session::worth_another_boot(const Step& step) const {
  if (step.runs.size() >= boots_in_a_step) return false;
  if (is_skip(step.runs.back().verdict)) return may_have_had_bad_luck(step);
  const int commit = index_of(step).value();
  if (step.role == StepRole::proof && search_.proof_boots_left(commit) > 0) return true;
  const Next next = search_.next(costs_of(steps_));
  const auto* again = std::get_if<BootAgain>(&next);
  return again != nullptr && again->commit == commit;
}

// What an earlier session of this run has seen.
void Session::learn(const Step& step) {
  const auto commit = index_of(step);
  if (!commit) return;
  for (const Run& run : step.runs) {
    if (!is_skip(run.verdict)) search_.saw(*commit, std::holds_alternative<Bad>(run.verdict));
  }
  if (is_untestable(step)) search_.skipped(*commit);
}

void Session::end(Step step, const Stopwatch& stopwatch) {
  step.wall_seconds = stopwatch.seconds();
  if (!step.runs.empty() && !acceleration_) {
    acceleration_ = step.runs.front().acceleration;
    journal_.add_acceleration(*acceleration_);
  }
  journal_.add(step);
  steps_.push_back(std::move(step));
  bench_.observer.step_ended(steps_.back());
}

// --- what no build reads ---

void Session::learn_inputs(const Step& step) {
  if (step.build.reused || bench_.plan.header.campaign.discard == Discard::nothing) return;
  pruning_.learn(bench_.builder.inputs());
  if (pruning_.inputs().empty()) return;
  write_atomically(bench_.folder.inputs(), zstd_compress(pruning_.inputs().to_text()));
  // What both ends read is needed to say that a file does not matter.
  if (step.role != StepRole::bad_end) discard();
}

// Of an earlier session of this run.
void Session::recall_inputs() {
  const auto kept = read_file(bench_.folder.inputs());
  const auto text = kept ? zstd_decompress(*kept) : kept;
  if (!text) return;
  pruning_.learn(BuildInputs::from_text(std::string(bench_.plan.arch->source_arch), *text));
  const bool has_both = std::any_of(steps_.begin(), steps_.end(),
                                    [](const Step& step) { return step.role == StepRole::good_end; });
  if (has_both) discard();
}

void Session::discard() {
  const int before = pruned_;
  const Prior& prior = pruning_.prior();
  pruned_ = bench_.plan.header.candidates - prior.likely.count() - prior.less_likely.count();
  search_.expect(prior);
  if (before == 0 && pruned_ > 0) {
    bench_.observer.note(fmt::format("{} of {} commits change nothing that the build reads, and are left out",
                                     pruned_, bench_.plan.header.candidates));
  }
}

// --- the proof of a culprit ---

// One step more of it; false when nothing is left to do.
bool Session::prove(int culprit) {
  const Commit commit = bench_.plan.git.commit(id_of(culprit));
  std::vector<std::string> claimed{commit.id};
  claimed.insert(claimed.end(), commit.parents.begin(), commit.parents.end());
  for (const std::string& id : claimed) {
    if (const auto known = index_of(id)) {
      if (search_.proof_boots_left(*known) == 0 && is_recorded(*known)) continue;
      visit(*known, StepRole::proof);
      return true;
    }
    // A parent below the good end, off its line: the search takes it for good, the proof does not.
    if (has_proof_step(id)) continue;
    test_alone(bench_.plan.git.commit(id));
    return true;
  }
  return take_back(commit);
}

// Boots of other commits may have changed what is thought of this one since its own step was recorded.
bool Session::is_recorded(int commit) const {
  const auto last = std::find_if(steps_.rbegin(), steps_.rend(),
                                 [&](const Step& step) { return index_of(step) == commit; });
  return last == steps_.rend() || is_untestable(*last) || term(last->verdict) == term(verdict_of(commit));
}

bool Session::has_proof_step(const std::string& id) const {
  return std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) { return step.commit.id == id; });
}

void Session::test_alone(const Commit& commit) {
  const Stopwatch stopwatch;
  Step step = begin(StepRole::proof, commit, 1, 2);
  tester_.build(step, steps_);
  tester_.boot_until_plain(step, search_.belief().rates());
  end(std::move(step), stopwatch);
}

// The culprit reverted on the bad end; false when that was done already.
bool Session::take_back(const Commit& culprit) {
  if (!steps_.empty() && steps_.back().role == StepRole::revert) return false;
  const Stopwatch stopwatch;
  Step step = begin(StepRole::revert, bench_.plan.header.bad, 1, 1);
  tester_.build_without(culprit, step, steps_);
  tester_.boot_until_plain(step, search_.belief().rates());
  end(std::move(step), stopwatch);
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
    const auto tested = index_of(step);
    if (!tested) continue;
    const bool is_own = *tested == commit;
    if (const auto* failure = std::get_if<Skip>(&step.build.result); failure != nullptr && is_own)
      seen = *failure;
    for (const Run& run : step.runs) {
      const bool fits = std::holds_alternative<Bad>(run.verdict) == is_bad;
      if (fits && (is_own || (is_bad && !seen))) seen = run.verdict;
    }
  }
  // Thought to be bad as the user says, and all that was judged has passed.
  return seen.value_or(Good{});
}

void Session::tell_git() {
  std::vector<std::pair<std::string, Verdict>> verdicts;
  bool has_good_end = false;
  for (const Step& step : steps_) {
    has_good_end = has_good_end || step.role == StepRole::good_end;
    const auto commit = index_of(step);
    if (commit && role_of(*commit) == StepRole::search)
      verdicts.emplace_back(step.commit.id, verdict_of(*commit));
  }
  // Before that there is nothing that git would bisect.
  if (has_good_end) git_record_.tell(verdicts);
}

// --- names and numbers ---

StepRole Session::role_of(int commit) const {
  if (commit == good_end_index) return StepRole::good_end;
  return commit == static_cast<int>(bench_.plan.graph.ids.size()) - 1 ? StepRole::bad_end : StepRole::search;
}

const std::string& Session::id_of(int commit) const {
  return commit == good_end_index ? bench_.plan.header.good.id
                                  : bench_.plan.graph.ids[static_cast<size_t>(commit)];
}

// Nothing for a commit that is not in the search.
std::optional<int> Session::index_of(const std::string& id) const {
  if (id == bench_.plan.header.good.id) return good_end_index;
  const auto at = indices_.find(id);
  return at == indices_.end() ? std::nullopt : std::optional<int>(at->second);
}

std::optional<int> Session::index_of(const Step& step) const {
  // A revert that failed bears the bad end's name, and says nothing of it.
  return step.role == StepRole::revert ? std::nullopt : index_of(step.commit.id);
}

// What a bisection takes, and the ends that come before; this step included.
int Session::steps_left(StepRole role) const {
  const int ends_left = role == StepRole::bad_end ? 2 : 1;
  const bool is_first =
      std::none_of(steps_.begin(), steps_.end(), [&](const Step& step) { return step.role == role; });
  if (is_end(role) && is_first) return ends_left + estimated_steps(bench_.plan.header.candidates);
  return std::max(1, estimated_steps(search_.open_candidates()));
}

}  // namespace kbisect
