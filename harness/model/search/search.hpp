// Decides what to boot next, and when to stop. A pure function of what was seen.
//
// A boot costs seconds and a build minutes, so the search picks what tells most for the time it takes:
// another boot of a commit whose kernel is at hand, or the first boot of a new commit. For a bug that shows
// in every boot, this is bisection with two or three boots per commit. For a flaky bug it boots longer before
// it believes; and if a later boot contradicts an earlier verdict, the earlier commit becomes worth another
// boot.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "model/search/belief.hpp"

namespace kbisect {

struct SearchRules {
  // The probability at which the culprit is named.
  double confidence = 0.999;
  Hunt hunt = Hunt::regression;
  // After this many passes and no failure the bad end is called good. 40 passes miss a bug that fails in a
  // fifth of its boots once in 7,500 times.
  int passes_to_give_up = 40;
};

// Expected times in seconds.
struct Costs {
  double build = 120;
  double boot = 3;
  // The build of a given commit, if more is known about it, and a lower bound for all commits.
  std::function<double(int commit)> build_of;
  double least_build = 0;
  // Commits that need no build, whatever the above says.
  std::set<int> kept;

  double of(int commit) const {
    if (kept.count(commit) > 0) return 0;
    return build_of ? build_of(commit) : build;
  }
  // Lower bounds for this commit, and for all that need a build.
  double least(int commit) const { return kept.count(commit) > 0 ? 0 : least(); }
  double least() const { return build_of ? least_build : build; }
};

// --- what to do next ---
struct BootAgain {
  int commit;  // or old_end_index; its kernel was built before
};
struct TestNew {
  int commit;  // or old_end_index
};
struct Found {
  int culprit;
  double probability;
};
// No boot and no build is left that would tell these apart. In ascending order.
struct Inseparable {
  std::vector<int> candidates;
  double probability;  // the probability that one of them is the culprit
};
struct GoodEndIsBad {};
struct BadEndIsGood {};
using Next = std::variant<BootAgain, TestNew, Found, Inseparable, GoodEndIsBad, BadEndIsGood>;

class Search {
 public:
  Search(std::shared_ptr<const Ancestry> ancestry, SearchRules rules);

  // Records one boot of a commit (or of old_end_index) that could be judged.
  void saw(int commit, bool failed);
  // Records that this commit, or end, cannot be tested (any more). What was seen of it still counts.
  void skipped(int commit);

  // See Belief::expect().
  void expect(Prior prior) { belief_.expect(std::move(prior)); }

  Next next(const Costs& costs) const;

  // How many candidates are in groups that are worth a build.
  int open_candidates() const;

  // How many more boots a claim about this commit needs before it counts as proven; 0 if it cannot be tested.
  int proof_boots_left(int commit) const;
  const Belief& belief() const { return belief_; }

 private:
  std::optional<Next> check_ends() const;
  bool is_skipped(int commit) const;
  // The groups that together contain the culprit with the required confidence.
  Inseparable all_that_is_left(const std::vector<Belief::Group>& groups) const;
  struct Choice {
    int commit = old_end_index;
    double told = 0;  // in bits
    double per_second = 0;
  };
  Choice best_booted(const Costs& costs) const;
  Choice best_new(const std::vector<Belief::Group>& groups, const Costs& costs) const;
  // The probability that a commit can be tested, judged by the nearest commits that could and could not.
  double testable(int commit, const CommitSet& possible) const;

  std::shared_ptr<const Ancestry> ancestry_;
  SearchRules rules_;
  Belief belief_;
  std::vector<int> skipped_;
  CommitSet settled_;  // booted or skipped
};

}  // namespace kbisect
