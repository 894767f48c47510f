// The decision what to boot next, and when to stop: a pure function of what was seen.
//
// A boot costs seconds and a build minutes, so the search asks what tells most for the time it takes: another
// boot of a commit whose kernel is at hand, or the first one of a new commit. On a bug that never lies that
// is bisection with two or three boots a commit; on a flaky one it boots longer before it believes, and where
// a later boot contradicts an earlier verdict, it is the earlier commit that becomes worth another boot.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "model/belief.hpp"

namespace kbisect {

struct SearchRules {
  // The culprit is named when it is the culprit with this probability.
  double confidence = 0.999;
  Hunt hunt = Hunt::regression;
  // Passes of the bad end, with no failure among them, after which it is called good. 40 let a bug that fails
  // in a fifth of its boots slip once in 7,500 times.
  int passes_to_give_up = 40;
};

// Expected, in seconds.
struct Costs {
  double build = 120;
  double boot = 3;
  // Of one commit, where more is known of it, and the least that it says of any.
  std::function<double(int commit)> build_of;
  double least_build = 0;

  double of(int commit) const { return build_of ? build_of(commit) : build; }
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
// No boot and no build is left that would tell these apart; the last one is new.
struct Inseparable {
  std::vector<int> candidates;
  double probability;  // that the culprit is one of them
};
struct GoodEndIsBad {};
struct BadEndIsGood {};
using Next = std::variant<BootAgain, TestNew, Found, Inseparable, GoodEndIsBad, BadEndIsGood>;

class Search {
 public:
  Search(std::shared_ptr<const Ancestry> ancestry, SearchRules rules);

  // One boot of a commit (or of old_end_index) that could be judged.
  void saw(int commit, bool failed);
  // This commit, or end, cannot be tested, or not any more: what was seen of it stands.
  void skipped(int commit);

  // See Belief::expect.
  void expect(Prior prior) { belief_.expect(std::move(prior)); }

  Next next(const Costs& costs) const;

  // Candidates that are worth a look.
  int open_candidates() const;

  // How many boots more a claim about this commit takes before it counts as proven; 0 for one that cannot be
  // tested.
  int proof_boots_left(int commit) const;
  const Belief& belief() const { return belief_; }

 private:
  std::optional<Next> check_ends() const;
  bool is_skipped(int commit) const;
  // The groups that together hold the culprit with the confidence wanted.
  Inseparable all_that_is_left(const std::vector<Belief::Group>& groups) const;
  struct Choice {
    int commit = old_end_index;
    double told = 0;  // bits, in all
    double per_second = 0;
  };
  Choice best_booted(const Costs& costs) const;
  Choice best_new(const std::vector<Belief::Group>& groups, const Costs& costs) const;
  // That a commit can be tested, judged by the nearest ones that could and could not.
  double testable(int commit, const CommitSet& possible) const;

  std::shared_ptr<const Ancestry> ancestry_;
  SearchRules rules_;
  Belief belief_;
  std::vector<int> skipped_;
  CommitSet settled_;  // booted or skipped
};

}  // namespace kbisect
