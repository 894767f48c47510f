// What the boots so far say about which commit is the culprit: Bayes' rule over the whole graph. Nothing that
// was seen is ever forgotten or made absolute, so later evidence can overrule an earlier verdict.
//
// The hypotheses: each candidate could be the culprit, the bug could have been there before the range (the
// good end is bad), or nowhere in it (the bad end is good). Under each, every booted commit is either bad,
// and its boots fail at the bug's own rate, or good, and its boots fail at the rate of false failures. Where
// a fix is hunted (model/hunt.hpp), good and bad change places. Neither rate is known: each hypothesis is
// weighed with both integrated out (model/failure_rates.hpp).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/ancestry.hpp"
#include "model/failure_rates.hpp"
#include "model/hunt.hpp"

namespace kbisect {

// Of a question whose answer is yes with this probability, in bits.
double entropy(double yes);

// Which candidates could well be the culprit. All others are a million times less likely than those, whatever
// the boots say; it is looked for among them once boots have ruled out all that were expected.
struct Prior {
  CommitSet likely;
  CommitSet less_likely;  // a hundred times less
};

class Belief {
 public:
  explicit Belief(std::shared_ptr<const Ancestry> ancestry, Hunt hunt = Hunt::regression);

  // One more boot of a commit (or of old_end_index).
  void saw(int commit, bool failed);
  // What is thought of the candidates before any boot; at first all are likely.
  void expect(Prior prior);

  const std::vector<int>& booted() const { return booted_; }
  // Of a commit that was booted; nothing otherwise.
  std::optional<Tally> tally(int commit) const;

  // The probability that this commit is bad, or old_end_index is.
  double is_bad(int commit) const;
  // That this candidate is the culprit.
  double is_culprit(int commit) const;
  // That no candidate is the culprit: the ends are both old.
  double none() const { return none_.probability; }
  // What is expected of the next boots, from all that was seen.
  Rates rates() const;

  // What one more boot of a booted commit is expected to tell about where the culprit is, in bits. Every
  // hypothesis expects a failure with its own rates: where all of them expect the same, however different
  // their reasons, the boot tells nothing.
  double told_by_boot(int commit) const;

  // Candidates that no boot so far tells apart, and the probability that the culprit is one of them. Only the
  // expected ones where there are any.
  struct Group {
    CommitSet members;
    int count = 0;
    double probability = 0;
    int likeliest = 0;  // of the members
    double likeliest_probability = 0;
  };
  // The most probable first; those that together have less than a millionth are left out.
  std::vector<Group> groups() const;

 private:
  // Hypotheses that say the same of every booted commit.
  struct Cell {
    // For "before the range" and "nowhere" these are empty.
    CommitSet members;
    CommitSet likely;            // of the members
    CommitSet less_likely;       // as well; where both are empty, all of them
    double weight = 0;           // of both
    double prior = 0;            // of all its members
    std::vector<bool> says_bad;  // by index into booted_
    double probability = 0;
    Rates rates;
  };

  Cell cell_of(CommitSet members, std::vector<bool> says_bad) const;
  double is_new(int commit) const;
  // Whether a commit is bad that is new, or is not.
  bool is_bad_when(bool is_new) const { return is_new == (hunt_ == Hunt::regression); }
  size_t index_of(int commit);
  void add_column(int commit);
  void weigh();
  void weigh(Cell& cell) const;
  template <class Self, class Function>
  static void for_each_cell(Self& self, Function function);

  std::shared_ptr<const Ancestry> ancestry_;
  Hunt hunt_;
  Prior prior_;
  double prior_of_one_;  // likely candidate
  std::vector<int> booted_;
  std::vector<Tally> tallies_;
  std::vector<Cell> cells_;
  Cell before_;
  Cell none_;
};

}  // namespace kbisect
