#include "model/search/belief.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kbisect {
namespace {

// The user says that the ends differ. These are the probabilities that they are wrong, in either way.
constexpr double prior_before = 0.01;
constexpr double prior_none = 0.01;
constexpr double prior_of_candidates = 1 - prior_before - prior_none;
// Weights of a candidate relative to a likely one.
constexpr double less_likely = 0.01;
constexpr double unlikely = 1e-6;
constexpr double negligible = 1e-6;

}  // namespace

double entropy(double yes) {
  if (yes <= 0 || yes >= 1) return 0;
  return -yes * std::log2(yes) - (1 - yes) * std::log2(1 - yes);
}

Belief::Belief(std::shared_ptr<const Ancestry> ancestry, Hunt hunt)
    : ancestry_(std::move(ancestry)),
      hunt_(hunt),
      before_{.prior = prior_before},
      none_{.prior = prior_none} {
  const CommitSet all = ancestry_->up_to(ancestry_->size() - 1);
  cells_.push_back({.members = all});
  expect({.likely = all, .less_likely = CommitSet(ancestry_->size())});
}

void Belief::saw(int commit, bool failed) {
  Tally& tally = tallies_[index_of(commit)];
  (failed ? tally.failed : tally.passed) += 1;
  weigh();
}

void Belief::expect(Prior prior) {
  prior_ = std::move(prior);
  prior_of_one_ = 1;
  prior_of_one_ = prior_of_candidates / cell_of(ancestry_->up_to(ancestry_->size() - 1), {}).prior;
  for (Cell& cell : cells_) cell = cell_of(std::move(cell.members), std::move(cell.says_bad));
  weigh();
}

Belief::Cell Belief::cell_of(CommitSet members, std::vector<bool> says_bad) const {
  Cell cell{.likely = members, .less_likely = members};
  cell.likely &= prior_.likely;
  cell.less_likely &= prior_.less_likely;
  const int likely = cell.likely.count();
  const int less = cell.less_likely.count();
  const int others = members.count() - likely - less;
  cell.weight = likely + less_likely * less;
  cell.prior = prior_of_one_ * (cell.weight + unlikely * others);
  if (likely + less == 0) {
    cell.less_likely = members;
    cell.weight = less_likely * others;
  }
  cell.members = std::move(members);
  cell.says_bad = std::move(says_bad);
  return cell;
}

std::optional<Tally> Belief::tally(int commit) const {
  const auto found = std::find(booted_.begin(), booted_.end(), commit);
  if (found == booted_.end()) return std::nullopt;
  return tallies_[static_cast<size_t>(found - booted_.begin())];
}

double Belief::is_bad(int commit) const {
  return is_bad_when(true) ? is_new(commit) : 1 - is_new(commit);
}

double Belief::is_new(int commit) const {
  if (commit == old_end_index) return before_.probability;
  double sum = before_.probability;
  for (const Cell& cell : cells_) {
    if (cell.probability == 0) continue;
    const CommitSet& own = ancestry_->up_to(commit);
    const double share = count_common(cell.likely, own) + less_likely * count_common(cell.less_likely, own);
    sum += cell.probability * share / cell.weight;
  }
  return std::min(sum, 1.0);
}

double Belief::is_culprit(int commit) const {
  for (const Cell& cell : cells_) {
    if (!cell.members.contains(commit)) continue;
    const double weight = cell.likely.contains(commit)        ? 1
                          : cell.less_likely.contains(commit) ? less_likely
                                                              : 0;
    return cell.probability * weight / cell.weight;
  }
  return 0;
}

Rates Belief::rates() const {
  Rates result{.bad = 0, .good = 0};
  for_each_cell(*this, [&](const Cell& cell) {
    result.bad += cell.probability * cell.rates.bad;
    result.good += cell.probability * cell.rates.good;
  });
  return result;
}

double Belief::told_by_boot(int commit) const {
  const auto column =
      static_cast<size_t>(std::find(booted_.begin(), booted_.end(), commit) - booted_.begin());
  double fails = 0;
  double known_anyway = 0;
  for_each_cell(*this, [&](const Cell& cell) {
    const double expected = cell.says_bad[column] ? cell.rates.bad : cell.rates.good;
    fails += cell.probability * expected;
    known_anyway += cell.probability * entropy(expected);
  });
  return std::max(0.0, entropy(fails) - known_anyway);
}

std::vector<Belief::Group> Belief::groups() const {
  std::vector<Group> result;
  for (const Cell& cell : cells_) {
    if (cell.probability <= negligible) continue;
    Group group{.members = cell.likely, .probability = cell.probability};
    group.members |= cell.less_likely;
    group.count = group.members.count();
    const bool has_likely = !cell.likely.empty();
    group.likeliest = (has_likely ? cell.likely : cell.less_likely).members().front();
    group.likeliest_probability = cell.probability * (has_likely ? 1 : less_likely) / cell.weight;
    result.push_back(std::move(group));
  }
  std::sort(result.begin(), result.end(),
            [](const Group& one, const Group& other) { return one.probability > other.probability; });
  return result;
}

size_t Belief::index_of(int commit) {
  const auto found = std::find(booted_.begin(), booted_.end(), commit);
  if (found != booted_.end()) return static_cast<size_t>(found - booted_.begin());
  add_column(commit);
  return booted_.size() - 1;
}

// Splits each cell by what its members predict for `commit`, which is booted for the first time.
void Belief::add_column(int commit) {
  booted_.push_back(commit);
  tallies_.emplace_back();
  before_.says_bad.push_back(is_bad_when(true));
  none_.says_bad.push_back(is_bad_when(false));
  std::vector<Cell> split;
  for (Cell& cell : cells_) {
    CommitSet reached = cell.members;
    if (commit == old_end_index) {
      reached = CommitSet(ancestry_->size());
    } else {
      reached &= ancestry_->up_to(commit);
    }
    CommitSet others = std::move(cell.members);
    others -= reached;
    const auto add = [&](CommitSet members, bool is_new) {
      if (members.empty()) return;
      auto says_bad = cell.says_bad;
      says_bad.push_back(is_bad_when(is_new));
      split.push_back(cell_of(std::move(members), std::move(says_bad)));
    };
    add(std::move(reached), true);
    add(std::move(others), false);
  }
  cells_ = std::move(split);
}

template <class Self, class Function>
void Belief::for_each_cell(Self& self, Function function) {
  for (auto& cell : self.cells_) function(cell);
  function(self.before_);
  function(self.none_);
}

void Belief::weigh() {
  double highest = -std::numeric_limits<double>::infinity();
  for_each_cell(*this, [&](Cell& cell) {
    weigh(cell);
    highest = std::max(highest, cell.probability);
  });
  double sum = 0;
  for_each_cell(*this, [&](Cell& cell) {
    cell.probability = std::exp(cell.probability - highest);
    sum += cell.probability;
  });
  for_each_cell(*this, [&](Cell& cell) { cell.probability /= sum; });
}

// Leaves the unnormalized logarithm of prior times likelihood in cell.probability.
void Belief::weigh(Cell& cell) const {
  Tally bad;
  Tally good;
  for (size_t i = 0; i < booted_.size(); ++i) {
    Tally& side = cell.says_bad[i] ? bad : good;
    side.failed += tallies_[i].failed;
    side.passed += tallies_[i].passed;
  }
  const Evidence evidence = kbisect::weigh(bad, good);
  cell.probability = std::log(cell.prior) + evidence.log_likelihood;
  cell.rates = evidence.expected;
}

}  // namespace kbisect
