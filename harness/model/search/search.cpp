#include "model/search/search.hpp"

#include <algorithm>
#include <cmath>

#include "model/search/proof_boots.hpp"

namespace kbisect {
namespace {

// The bad end is booted until its rate of failures is known well enough to say what a pass is worth.
constexpr int failures_in_a_row = 3;
constexpr int failures_among_passes = 5;
// The ends must be what the user says before anything between them is built.
constexpr double end_doubt = 1e-3;
// Groups of candidates that are less probable than this are not considered for the next build.
constexpr double worth_a_build = 0.01;
// In bits. Where a boot of an end tells less, what is known about the ends has to do.
constexpr double worth_a_boot = 1e-3;
// In bits. Anything below this counts as nothing.
constexpr double nothing = 1e-9;

// About how many boots it takes to learn whether a commit is good or bad if both are equally likely.
double boots_a_bit(const Rates& rates) {
  const double fails = (rates.bad + rates.good) / 2;
  const double told = entropy(fails) - (entropy(rates.bad) + entropy(rates.good)) / 2;
  return 1 / std::max(told, 1e-3);
}

// The worth of testing a new commit. A test that tells little leaves the expensive builds still to be made,
// so a cheap one must be far cheaper to come first. For 200 culprits in the shape of v6.7 to v6.8, bits per
// second took 14.0 builds each; this takes 10.2 and compiles a twelfth more. Ignoring what is compiled took
// 9.6, but compiled two fifths more than this.
double worth_of(double told, double seconds) {
  return told * told * told / seconds;
}

}  // namespace

Search::Search(std::shared_ptr<const Ancestry> ancestry, SearchRules rules)
    : ancestry_(std::move(ancestry)),
      rules_(rules),
      belief_(ancestry_, rules.hunt),
      settled_(ancestry_->size()) {}

void Search::saw(int commit, bool failed) {
  if (commit != old_end_index) settled_.insert(commit);
  belief_.saw(commit, failed);
}

void Search::skipped(int commit) {
  if (commit != old_end_index) settled_.insert(commit);
  skipped_.push_back(commit);
}

Next Search::next(const Costs& costs) const {
  if (const auto end = check_ends()) return *end;
  const auto groups = belief_.groups();
  const Belief::Group& first = groups.front();
  const Choice again = best_booted(costs);
  // The most that any new commit can tell: the difference between one culprit and all others, or else one
  // bit.
  const double likeliest = first.likeliest_probability;
  const double most = likeliest > 0.5 ? entropy(likeliest) : 1;
  if (again.per_second > most / costs.least() && first.probability < rules_.confidence)
    return BootAgain{again.commit};
  const Choice fresh = best_new(groups, costs);
  // A commit that could never be judged is not named alone.
  const bool was_judged = !is_skipped(first.likeliest) || belief_.tally(first.likeliest);
  if (likeliest >= rules_.confidence && was_judged) return Found{first.likeliest, likeliest};
  // A boot that the proof needs in any case also tells the culprit from less likely candidates in its group.
  if (first.count > 1 && likeliest > 0.5 && settled_.contains(first.likeliest)) {
    for (const int parent : ancestry_->parents(first.likeliest)) {
      if (!settled_.contains(parent)) return TestNew{parent};
    }
  }
  if (first.probability >= rules_.confidence && fresh.told < nothing)
    return Inseparable{first.members.members(), first.probability};
  if (std::max(fresh.told, again.told) < nothing) return all_that_is_left(groups);
  if (fresh.per_second > again.per_second) return TestNew{fresh.commit};
  return BootAgain{again.commit};
}

bool Search::is_skipped(int commit) const {
  return std::find(skipped_.begin(), skipped_.end(), commit) != skipped_.end();
}

Inseparable Search::all_that_is_left(const std::vector<Belief::Group>& groups) const {
  CommitSet left(ancestry_->size());
  double probability = 0;
  for (const Belief::Group& group : groups) {
    if (probability >= rules_.confidence) break;
    left |= group.members;
    probability += group.probability;
  }
  return {left.members(), probability};
}

int Search::open_candidates() const {
  int count = 0;
  for (const Belief::Group& group : belief_.groups())
    count += group.probability > worth_a_build ? group.count : 0;
  return count;
}

int Search::proof_boots_left(int commit) const {
  if (is_skipped(commit)) return 0;
  const Tally seen = belief_.tally(commit).value_or(Tally{});
  return std::max(0, proof_boots(belief_.rates().bad) - seen.failed - seen.passed);
}

// Both ends are tested before anything is believed. The bad one comes first: it tells what a pass is worth.
std::optional<Next> Search::check_ends() const {
  const int new_end = ancestry_->size() - 1;
  const bool is_regression = rules_.hunt == Hunt::regression;
  const int bad_end = is_regression ? new_end : old_end_index;
  const int good_end = is_regression ? old_end_index : new_end;
  const auto bad = belief_.tally(bad_end);
  if (!bad) return TestNew{bad_end};
  if (bad->failed == 0 && bad->passed >= rules_.passes_to_give_up) return BadEndIsGood{};
  const double bad_end_is_good = 1 - belief_.is_bad(bad_end);
  if (bad_end_is_good >= rules_.confidence) return BadEndIsGood{};
  const int wanted = bad->passed == 0 ? failures_in_a_row : failures_among_passes;
  if (bad->failed < wanted) return BootAgain{bad_end};

  if (!belief_.tally(good_end)) return TestNew{good_end};
  const double good_end_is_bad = belief_.is_bad(good_end);
  const double alike = good_end_is_bad + bad_end_is_good;
  const double by_bad_end = is_skipped(bad_end) ? 0 : belief_.told_by_boot(bad_end);
  const double by_good_end = is_skipped(good_end) ? 0 : belief_.told_by_boot(good_end);
  const bool is_open = alike > end_doubt && alike < rules_.confidence;
  if (is_open && std::max(by_bad_end, by_good_end) > worth_a_boot)
    return BootAgain{by_bad_end > by_good_end ? bad_end : good_end};
  // If both ends fail at the same rate, it may stay open which of them is not what the user says.
  if (alike < 0.5) return std::nullopt;
  if (good_end_is_bad > bad_end_is_good) return GoodEndIsBad{};
  return BadEndIsGood{};
}

Search::Choice Search::best_booted(const Costs& costs) const {
  Choice best;
  for (const int commit : belief_.booted()) {
    if (is_skipped(commit)) continue;
    const double told = belief_.told_by_boot(commit);
    if (told > best.told) best = {commit, told, told / costs.boot};
  }
  return best;
}

Search::Choice Search::best_new(const std::vector<Belief::Group>& groups, const Costs& costs) const {
  CommitSet possible(ancestry_->size());
  for (const Belief::Group& group : groups) {
    if (group.probability > worth_a_build) possible |= group.members;
  }
  const double boots = boots_a_bit(belief_.rates());
  Choice best;
  double best_worth = 0;
  for (const int commit : possible.members()) {
    if (settled_.contains(commit)) continue;
    // A culprit that has been tested itself needs no further build to confirm it.
    const double told = entropy(belief_.is_bad(commit)) + belief_.is_culprit(commit);
    // Even where nothing is built and little is told, there is a boot.
    const auto seconds = [&](double build) {
      return std::max(build + told * boots * costs.boot, costs.boot);
    };
    // What is expensive to find out is asked only where it could matter.
    if (worth_of(told, seconds(costs.least(commit))) <= best_worth) continue;
    const double spent = seconds(costs.of(commit));
    if (worth_of(told, spent) <= best_worth) continue;
    const double expected = told * testable(commit, possible);
    if (worth_of(expected, spent) <= best_worth) continue;
    best_worth = worth_of(expected, spent);
    best = {commit, told, expected / spent};
  }
  return best;
}

double Search::testable(int commit, const CommitSet& possible) const {
  if (skipped_.empty()) return 1;
  const CommitSet& own = ancestry_->up_to(commit);
  const auto nearest = [&](const std::vector<int>& commits, int unless) {
    for (const int other : commits) {
      if (other == old_end_index) continue;
      unless = std::min(unless, count_difference(own, ancestry_->up_to(other), possible));
    }
    return unless;
  };
  // The old end lies below everything, so the nearest tested commit is no farther away than that.
  const double to_tested = nearest(belief_.booted(), count_common(own, possible));
  const double to_skipped = nearest(skipped_, ancestry_->size());
  return (to_skipped + 0.5) / (to_skipped + to_tested + 1);
}

}  // namespace kbisect
