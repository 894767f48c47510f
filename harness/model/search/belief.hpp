// What the boots so far say about which commit is the culprit: Bayes' rule over the whole graph. No
// observation is forgotten or treated as certain, so later evidence can overrule an earlier verdict.
//
// The hypotheses are that a given candidate is the culprit, that the bug was there before the range (the good
// end is bad), and that it is nowhere in the range (the bad end is good). Under each hypothesis, every booted
// commit is either bad, and its boots fail at the bug's own rate, or good, and its boots fail at the rate of
// false failures. Where a fix is hunted (model/hunt.hpp), good and bad change places. Neither rate is known,
// so both are integrated out (model/search/failure_rates.hpp).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/hunt.hpp"
#include "model/search/ancestry.hpp"
#include "model/search/failure_rates.hpp"

namespace kbisect {

// The entropy, in bits, of a question whose answer is yes with probability `yes`.
double entropy(double yes);

// Which candidates are expected to be the culprit. Any other candidate is a million times less likely than a
// likely one and is considered only once boots have ruled out all that were expected.
struct Prior {
  CommitSet likely;
  CommitSet less_likely;  // each a hundred times less likely than a likely one
};

class Belief {
 public:
  explicit Belief(std::shared_ptr<const Ancestry> ancestry, Hunt hunt = Hunt::regression);

  // Records one more boot of a commit (or of old_end_index).
  void saw(int commit, bool failed);
  // Sets what is believed about the candidates before any boot. Until then, all of them are likely.
  void expect(Prior prior);

  const std::vector<int>& booted() const { return booted_; }
  // The boots of a commit; nothing if it was never booted.
  std::optional<Tally> tally(int commit) const;

  // The probability that a commit (or old_end_index) is bad.
  double is_bad(int commit) const;
  // The probability that this candidate is the culprit.
  double is_culprit(int commit) const;
  // The probability that no candidate is the culprit because both ends are old.
  double none() const { return none_.probability; }
  // The failure rates expected of the next boots, given all that was seen.
  Rates rates() const;

  // How much one more boot of `commit` is expected to tell about where the culprit is, in bits; `commit` must
  // have been booted before. Every hypothesis expects a failure at its own rate. Where all of them expect the
  // same rate, for whatever reasons, the boot tells nothing.
  double told_by_boot(int commit) const;

  // Candidates that no boot so far tells apart, and the probability that the culprit is one of them. Holds
  // only the expected candidates where there are any.
  struct Group {
    CommitSet members;
    int count = 0;
    double probability = 0;
    int likeliest = 0;  // a member with the highest probability
    double likeliest_probability = 0;
  };
  // Sorted by probability, the highest first; groups with less than a millionth are left out.
  std::vector<Group> groups() const;

 private:
  // Hypotheses that predict the same for every booted commit.
  struct Cell {
    // The sets are empty for the hypotheses "before the range" and "nowhere".
    CommitSet members;
    CommitSet likely;            // the members that are likely
    CommitSet less_likely;       // those that are less likely; all members where none is expected
    double weight = 0;           // of likely and less_likely together
    double prior = 0;            // of all members, expected or not
    std::vector<bool> says_bad;  // by index into booted_
    double probability = 0;
    Rates rates;
  };

  Cell cell_of(CommitSet members, std::vector<bool> says_bad) const;
  double is_new(int commit) const;
  // Whether a commit is bad, given whether it is new.
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
  double prior_of_one_;  // of one likely candidate
  std::vector<int> booted_;
  std::vector<Tally> tallies_;
  std::vector<Cell> cells_;
  Cell before_;
  Cell none_;
};

}  // namespace kbisect
