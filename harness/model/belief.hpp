// What the boots so far say about which commit is the culprit: Bayes' rule over the whole graph. Nothing that
// was seen is ever forgotten or made absolute, so later evidence can overrule an earlier verdict.
//
// The hypotheses: each candidate could be the culprit, the bug could have been there before the range (the
// good end is bad), or nowhere in it (the bad end is good). Under each, every booted commit is either bad,
// and its boots fail at the bug's own rate, or good, and its boots fail at the rate of false failures.
// Neither rate is known: each hypothesis is weighed with both integrated out over their prior
// (beta-binomial).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/ancestry.hpp"

namespace kbisect {

// Boots of one commit that could be judged.
struct Tally {
  int failed = 0;  // with the symptom
  int passed = 0;
};

// Stands for the good end, which is no candidate.
constexpr int good_end_index = -1;

struct Rates {
  double bad = 1;   // of boots that fail at a bad commit
  double good = 0;  // of boots that fail at a good commit
};

class Belief {
 public:
  explicit Belief(std::shared_ptr<const Ancestry> ancestry);

  // One more boot of a commit (or of good_end_index).
  void saw(int commit, bool failed);

  const std::vector<int>& booted() const { return booted_; }
  // Of a commit that was booted; nothing otherwise.
  std::optional<Tally> tally(int commit) const;

  // The probability that this commit is bad. Of good_end_index: that the bug was there before the range.
  double is_bad(int commit) const;
  // That the bad end is good: no candidate is the culprit.
  double none() const { return none_.probability; }
  // What is expected of the next boots, from all that was seen.
  Rates rates() const;

  // Candidates that no boot so far tells apart, and the probability that the culprit is one of them.
  struct Group {
    CommitSet members;
    int count = 0;
    double probability = 0;
  };
  // The most probable first; those that together have less than a millionth are left out.
  std::vector<Group> groups() const;

 private:
  // Hypotheses that say the same of every booted commit.
  struct Cell {
    std::optional<CommitSet> members;  // none for "before the range" and "nowhere"
    int count = 1;
    double prior = 0;            // of all its members
    std::vector<bool> says_bad;  // by index into booted_
    double probability = 0;
    Rates rates;
  };

  size_t index_of(int commit);
  void add_column(int commit);
  void weigh();
  void weigh(Cell& cell) const;
  template <class Function>
  void for_each_cell(Function function);

  std::shared_ptr<const Ancestry> ancestry_;
  std::vector<int> booted_;
  std::vector<Tally> tallies_;
  std::vector<Cell> cells_;
  Cell before_;
  Cell none_;
};

}  // namespace kbisect
