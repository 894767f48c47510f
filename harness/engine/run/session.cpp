#include "engine/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/files.hpp"
#include "model/search/certificate.hpp"

namespace kbisect {
namespace {

// A journal record has no more boots than this, so a kill loses no more of them.
constexpr size_t boots_in_a_step = 20;

bool is_end(StepRole role) {
  return role == StepRole::good_end || role == StepRole::bad_end;
}

// The commits that a proof of this culprit makes claims about.
std::vector<std::string> claimed_by(const Commit& culprit) {
  std::vector<std::string> claimed{culprit.id};
  claimed.insert(claimed.end(), culprit.parents.begin(), culprit.parents.end());
  return claimed;
}

}  // namespace

Session::Session(Bench bench, Journal& journal, JournalContent content)
    : bench_(std::move(bench)),
      journal_(journal),
      tester_(bench_, &bench_.plan.equipment.kernels),
      git_record_(bench_.plan, bench_.bisect),
      findings_(bench_.plan),
      inputs_(bench_.plan, bench_.folder),
      acceleration_(std::move(content.acceleration)) {
  for (Step& step : content.steps) {
    earlier_seconds_ += step.wall_seconds;
    findings_.add(std::move(step));
  }
  if (content.search_profile_given_up) {
    search_profile_given_up_ = std::move(content.search_profile_given_up);
    findings_.turn_to_full();
  }
  look_for_kept_kernels();
  if (!wants_inputs()) return;
  inputs_.recall(bench_.builder(findings_.config()).records());
  if (!inputs_.empty() && has_both_ends()) discard();
}

Result Session::run(std::optional<int> most_steps) {
  const RunHeader& header = bench_.plan.header;
  bench_.observer.run_began(header, bench_.folder.path(), steps_left(StepRole::bad_end));
  bench_.worktree.add(header.bad.id);
  Outcome outcome = find(most_steps);
  return {.header = header,
          .acceleration = acceleration_.value_or(""),
          .steps = findings_.steps(),
          .outcome = std::move(outcome),
          .pruned = pruned_,
          .search_profile_given_up = search_profile_given_up_,
          .times = times_of(findings_.steps(), earlier_seconds_ + stopwatch_.seconds()),
          .folder = bench_.folder.path()};
}

void Session::clean_up() const {
  bench_.worktree.remove();
  bench_.images.clear();
}

Outcome Session::find(std::optional<int> most_steps) {
  const size_t before = findings_.steps().size();
  const Commit& good = bench_.plan.header.good;
  while (true) {
    if (most_steps && findings_.steps().size() - before >= static_cast<size_t>(*most_steps))
      throw Interrupted();
    tell_git();
    const Next next = findings_.next();
    std::optional<Outcome> outcome;
    if (const auto* again = std::get_if<BootAgain>(&next)) {
      outcome = test(again->commit);
    } else if (const auto* fresh = std::get_if<TestNew>(&next)) {
      outcome = test(fresh->commit);
    } else if (const auto* found = std::get_if<Found>(&next)) {
      // The proof's boots may contradict the search, which then goes on with them.
      if (!prove(found->culprit)) outcome = conclude(*found);
    } else if (const auto* inseparable = std::get_if<Inseparable>(&next)) {
      if (findings_.config() == ConfigKind::full) {
        outcome = conclude(*inseparable);
      } else {
        give_up_search_profile(
            fmt::format("{} commits cannot be told apart with it", inseparable->candidates.size()));
      }
    } else if (std::holds_alternative<GoodEndIsBad>(next)) {
      outcome =
          contradicted({StepRole::good_end, good, findings_.verdict_of(findings_.index_of(good.id).value())});
    } else {
      outcome = contradicted({StepRole::bad_end, bench_.plan.header.bad, Good{}});
    }
    if (outcome) return std::move(*outcome);
  }
}

std::optional<Outcome> Session::test(int wanted) {
  if (auto contradiction = untestable_end(wanted)) return contradicted(std::move(*contradiction));
  const int commit = picked(wanted);
  visit(commit, findings_.role_of(commit));
  return std::nullopt;
}

// An end is not what the user says. With the search profile this is not an answer yet.
std::optional<Outcome> Session::contradicted(EndsContradict ends) {
  if (findings_.config() == ConfigKind::full) return ends;
  give_up_search_profile(
      fmt::format("the {} {} is {} with it", text(ends.end), ends.commit.short_id(), term(ends.seen)));
  return std::nullopt;
}

void Session::give_up_search_profile(const std::string& why) {
  bench_.observer.note(fmt::format("the search profile is given up: {}", why));
  journal_.add_search_profile_given_up(why);
  search_profile_given_up_ = why;
  findings_.turn_to_full();
  inputs_.forget_objects();
  look_for_kept_kernels();
  git_record_.forget();
  pruned_ = 0;
}

void Session::look_for_kept_kernels() {
  // Whether a commit gets a fix-up for a part of the range takes a walk through the history, which is too
  // long for each of 15,000 candidates.
  const auto& fixups = bench_.plan.header.fixups;
  if (std::any_of(fixups.begin(), fixups.end(),
                  [](const Fixup& fixup) { return !fixup.from.empty() || !fixup.until.empty(); }))
    return;
  const auto& ids = bench_.plan.graph.ids;
  std::set<int> kept;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (tester_.is_kept(ids[i], findings_.config())) kept.insert(static_cast<int>(i));
  }
  findings_.expect_kept(std::move(kept));
}

// Git's choice of the next commit, if the user wants that and git has a new one to offer; else our own.
int Session::picked(int ours) const {
  const bool by_git = bench_.plan.header.campaign.pick == Pick::git;
  if (!by_git || findings_.role_of(ours) != StepRole::search || git_record_.candidates_left() <= 1)
    return ours;
  const auto theirs = findings_.index_of(bench_.bisect.proposal());
  const auto& steps = findings_.steps();
  const bool is_new = theirs && std::none_of(steps.begin(), steps.end(), [&](const Step& step) {
                        return findings_.index_of(step) == theirs;
                      });
  return is_new ? *theirs : ours;
}

// The contradiction if the search wants an end that could not be judged at its last visit.
std::optional<EndsContradict> Session::untestable_end(int commit) const {
  const StepRole role = findings_.role_of(commit);
  const Step* last = is_end(role) ? findings_.last_visit(role) : nullptr;
  if (last == nullptr || !is_untestable(*last)) return std::nullopt;
  const auto* failure = std::get_if<Skip>(&last->build.result);
  return EndsContradict{role, last->commit, failure != nullptr ? *failure : last->runs.back().verdict};
}

Outcome Session::conclude(const Found& found) {
  const std::string& id = findings_.id_of(found.culprit);
  git_record_.require_first_new(id);
  write_atomically(bench_.folder.bisect_log(), bench_.bisect.log());
  CulpritFound outcome{.culprit = bench_.plan.git.commit(id),
                       .evidence = evidence_of(found.culprit),
                       .probability = found.probability};
  if (const auto& expected = bench_.plan.header.campaign.expected_culprit) {
    if (id.starts_with(*expected)) {
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
  for (const int commit : inseparable.candidates) ids.push_back(findings_.id_of(commit));
  git_record_.require_candidates(ids);
  write_atomically(bench_.folder.bisect_log(), bench_.bisect.log());
  OnlySkippedLeft left{.probability = inseparable.probability};
  for (const std::string& id : ids) left.candidates.push_back(bench_.plan.git.commit(id));
  return left;
}

// The failure that the culprit showed, for a fix one of its parents: with the full config if that was tested,
// else what the search saw of the culprit or, for a fix, of the old end.
Bad Session::evidence_of(int commit) const {
  const Commit found = bench_.plan.git.commit(findings_.id_of(commit));
  const bool is_regression = hunt() == Hunt::regression;
  for (const std::string& id : is_regression ? std::vector<std::string>{found.id} : found.parents) {
    const Step* full = findings_.last_full(id);
    const auto* seen = full == nullptr ? nullptr : std::get_if<Bad>(&full->verdict);
    if (seen != nullptr) return *seen;
  }
  return std::get<Bad>(findings_.verdict_of(is_regression ? commit : old_end_index));
}

// --- one visit to a commit ---

Step Session::begin(StepRole role, ConfigKind config, const Commit& commit, int candidates,
                    int steps_left) const {
  Step step{.number = static_cast<int>(findings_.steps().size()) + 1,
            .role = role,
            .config = config,
            .commit = commit,
            .candidates = candidates,
            .began = utc_now()};
  bench_.observer.step_began(step, steps_left);
  return step;
}

void Session::visit(int commit, StepRole role) {
  const Stopwatch stopwatch;
  Step step = begin(role, findings_.config(), bench_.plan.git.commit(findings_.id_of(commit)),
                    git_record_.candidates_left(), steps_left(role));
  step.expected = findings_.expected_build(commit);
  auto records = tester_.build(step, findings_.steps());
  if (step.build.reused) step.expected.reset();
  if (std::holds_alternative<Image>(step.build.result)) {
    if (records && wants_inputs()) {
      inputs_.learn(std::move(*records));
      if (!inputs_.empty() && (role == StepRole::good_end || has_both_ends())) discard();
    }
    do {
      tester_.boot(step);
      findings_.saw(step);
    } while (worth_another_boot(step));
  }
  step.wall_seconds = stopwatch.seconds();
  record(findings_.close(std::move(step)));
}

bool Session::worth_another_boot(const Step& step) const {
  if (step.runs.size() >= boots_in_a_step) return false;
  if (is_skip(step.runs.back().verdict)) return may_have_had_bad_luck(step.runs);
  const int commit = findings_.index_of(step).value();
  if (step.role == StepRole::proof && findings_.search().proof_boots_left(commit) > 0) return true;
  const Next next = findings_.next();
  const auto* again = std::get_if<BootAgain>(&next);
  return again != nullptr && again->commit == commit;
}

void Session::record(const Step& step) {
  if (!step.runs.empty() && !acceleration_) {
    acceleration_ = step.runs.front().acceleration;
    journal_.add_acceleration(*acceleration_);
  }
  journal_.add(step);
  bench_.observer.step_ended(step);
}

// --- leaving out what no build reads ---

bool Session::wants_inputs() const {
  return bench_.plan.header.campaign.discard != Discard::nothing;
}

// Only with what both ends have read can a file be said not to matter.
bool Session::has_both_ends() const {
  const auto& steps = findings_.steps();
  const auto was_visited = [&](StepRole end) {
    return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
      return step.role == end && step.config == findings_.config();
    });
  };
  return was_visited(StepRole::good_end) && was_visited(StepRole::bad_end);
}

void Session::discard() {
  const int before = pruned_;
  const Prior& prior = inputs_.prior();
  pruned_ = bench_.plan.header.candidates - prior.likely.count() - prior.less_likely.count();
  findings_.expect(prior);
  // A build directory that is empty tells nothing of what a build compiles.
  if (inputs_.objects() > 0) findings_.expect(inputs_.touched(), inputs_.objects());
  if (before == 0 && pruned_ > 0) {
    bench_.observer.note(fmt::format("{} of {} commits change nothing that the build reads, and are left out",
                                     pruned_, bench_.plan.header.candidates));
  }
}

// --- the proof of a culprit ---

// Makes one more step of the proof; false when nothing is left to do.
bool Session::prove(int culprit) {
  const Commit commit = bench_.plan.git.commit(findings_.id_of(culprit));
  if (findings_.config() == ConfigKind::search) return prove_with_full_config(commit);
  for (const std::string& id : claimed_by(commit)) {
    if (const auto known = findings_.index_of(id)) {
      const bool is_shown = findings_.search().proof_boots_left(*known) == 0 && findings_.is_recorded(*known);
      if (is_shown && findings_.last_full(id) != nullptr) continue;
      visit(*known, StepRole::proof);
      return true;
    }
    // The parent is an ancestor of the old end. The search assumes that it is old; the proof tests it.
    if (findings_.last_full(id) != nullptr) continue;
    test_alone(bench_.plan.git.commit(id));
    return true;
  }
  return take_back(commit);
}

// The same for a search with the search profile, which does not count the proof's boots. If they contradict
// it, the search restarts with the full config.
bool Session::prove_with_full_config(const Commit& culprit) {
  for (const std::string& id : claimed_by(culprit)) {
    const Step* tested = findings_.last_full(id);
    if (tested == nullptr) {
      test_alone(bench_.plan.git.commit(id));
      return true;
    }
    // A culprit that cannot be tested with the full config may be one of several, so a skip counts as wrong.
    const bool is_new_one = is_new(tested->verdict, hunt());
    const bool is_wrong = id == culprit.id ? !is_new_one : is_new_one;
    if (!is_wrong || !findings_.index_of(id)) continue;
    give_up_search_profile(
        fmt::format("with the whole config {} is {}", tested->commit.short_id(), term(tested->verdict)));
    return true;
  }
  return take_back(culprit);
}

void Session::test_alone(const Commit& commit) {
  const Stopwatch stopwatch;
  Step step = begin(StepRole::proof, ConfigKind::full, commit, 1, 2);
  tester_.build(step, findings_.steps());
  boot_alone(std::move(step), stopwatch);
}

// Tests the new end with the culprit reverted; false when that was done already.
bool Session::take_back(const Commit& culprit) {
  const auto& steps = findings_.steps();
  if (!steps.empty() && steps.back().role == StepRole::revert) return false;
  const Stopwatch stopwatch;
  Step step = begin(StepRole::revert, ConfigKind::full, bench_.plan.header.new_end(), 1, 1);
  tester_.build_without(culprit, step, steps);
  boot_alone(std::move(step), stopwatch);
  return true;
}

void Session::boot_alone(Step step, const Stopwatch& stopwatch) {
  tester_.boot_until_settled(step, findings_.proof_rates());
  step.wall_seconds = stopwatch.seconds();
  record(findings_.add(std::move(step)));
}

// --- what git and the user are told ---

void Session::tell_git() {
  // The good end is tested after the bad one; until then there is nothing for git to bisect.
  if (findings_.last_visit(StepRole::good_end) != nullptr) git_record_.tell(findings_.verdicts());
}

// Estimates the steps that a bisection takes, plus the ends still to be tested; includes this step.
int Session::steps_left(StepRole role) const {
  const int ends_left = role == StepRole::bad_end ? 2 : 1;
  if (is_end(role) && findings_.last_visit(role) == nullptr)
    return ends_left + estimated_steps(bench_.plan.header.candidates);
  return std::max(1, estimated_steps(findings_.search().open_candidates()));
}

}  // namespace kbisect
