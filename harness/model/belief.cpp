#include "model/belief.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace kbisect {
namespace {

// The user says that the ends differ; how often they are wrong, each way.
constexpr double prior_before = 0.01;
constexpr double prior_none = 0.01;
constexpr double negligible = 1e-6;

// What a rate is thought to be before anything is seen: a mixture of beta distributions.
struct Prior {
  double weight;
  double failed;
  double passed;
};
// Most kernel bugs that have a reproducer fail every time; of the others any rate is as likely as another.
constexpr std::array<Prior, 2> bad_rate{{{0.9, 100, 0.1}, {0.1, 1, 1}}};
// A symptom seen where the bug is not: rare, and where it happens at all, a few in a hundred.
constexpr std::array<Prior, 2> good_rate{{{0.9, 0.02, 20}, {0.1, 1, 30}}};

double log_beta(double a, double b) {
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

struct Evidence {
  double log_likelihood;
  double mean;  // of the rate, after the evidence
};

template <size_t n>
Evidence integrate(const std::array<Prior, n>& mixture, const Tally& seen) {
  std::array<double, n> logs;
  double highest = -std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < n; ++i) {
    const Prior& prior = mixture[i];
    logs[i] = std::log(prior.weight) + log_beta(prior.failed + seen.failed, prior.passed + seen.passed) -
              log_beta(prior.failed, prior.passed);
    highest = std::max(highest, logs[i]);
  }
  double sum = 0;
  double mean = 0;
  for (size_t i = 0; i < n; ++i) {
    const Prior& prior = mixture[i];
    const double share = std::exp(logs[i] - highest);
    sum += share;
    mean += share * (prior.failed + seen.failed) / (prior.failed + prior.passed + seen.failed + seen.passed);
  }
  return {highest + std::log(sum), mean / sum};
}

}  // namespace

Belief::Belief(std::shared_ptr<const Ancestry> ancestry) : ancestry_(std::move(ancestry)) {
  before_.prior = prior_before;
  none_.prior = prior_none;
  Cell all;
  all.members.emplace(ancestry_->up_to(ancestry_->size() - 1));
  all.count = ancestry_->size();
  all.prior = 1 - prior_before - prior_none;
  cells_.push_back(std::move(all));
  weigh();
}

void Belief::saw(int commit, bool failed) {
  Tally& tally = tallies_[index_of(commit)];
  (failed ? tally.failed : tally.passed) += 1;
  weigh();
}

std::optional<Tally> Belief::tally(int commit) const {
  const auto found = std::find(booted_.begin(), booted_.end(), commit);
  if (found == booted_.end()) return std::nullopt;
  return tallies_[static_cast<size_t>(found - booted_.begin())];
}

double Belief::is_bad(int commit) const {
  if (commit == good_end_index) return before_.probability;
  double sum = before_.probability;
  for (const Cell& cell : cells_) {
    if (cell.probability == 0) continue;
    sum += cell.probability * count_common(*cell.members, ancestry_->up_to(commit)) / cell.count;
  }
  return std::min(sum, 1.0);
}

Rates Belief::rates() const {
  Rates result{.bad = 0, .good = 0};
  const auto add = [&](const Cell& cell) {
    result.bad += cell.probability * cell.rates.bad;
    result.good += cell.probability * cell.rates.good;
  };
  for (const Cell& cell : cells_) add(cell);
  add(before_);
  add(none_);
  return result;
}

std::vector<Belief::Group> Belief::groups() const {
  std::vector<Group> result;
  for (const Cell& cell : cells_) {
    if (cell.probability > negligible) result.push_back({*cell.members, cell.count, cell.probability});
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

// Splits each cell by what its members say of a commit that is booted for the first time.
void Belief::add_column(int commit) {
  booted_.push_back(commit);
  tallies_.emplace_back();
  before_.says_bad.push_back(true);
  none_.says_bad.push_back(false);
  std::vector<Cell> split;
  for (Cell& cell : cells_) {
    Cell bad = cell;
    if (commit == good_end_index) {
      bad.count = 0;
    } else {
      *bad.members &= ancestry_->up_to(commit);
      bad.count = bad.members->count();
    }
    Cell good = std::move(cell);
    const double each = good.prior / good.count;
    good.count -= bad.count;
    if (bad.count > 0) {
      *good.members -= *bad.members;
      bad.prior = each * bad.count;
      bad.says_bad.push_back(true);
      split.push_back(std::move(bad));
    }
    if (good.count > 0) {
      good.prior = each * good.count;
      good.says_bad.push_back(false);
      split.push_back(std::move(good));
    }
  }
  cells_ = std::move(split);
}

template <class Function>
void Belief::for_each_cell(Function function) {
  for (Cell& cell : cells_) function(cell);
  function(before_);
  function(none_);
}

void Belief::weigh() {
  double highest = -std::numeric_limits<double>::infinity();
  for_each_cell([&](Cell& cell) {
    weigh(cell);
    highest = std::max(highest, cell.probability);
  });
  double sum = 0;
  for_each_cell([&](Cell& cell) {
    cell.probability = std::exp(cell.probability - highest);
    sum += cell.probability;
  });
  for_each_cell([&](Cell& cell) { cell.probability /= sum; });
}

// Leaves the logarithm of prior times likelihood, not yet normalized, as the probability.
void Belief::weigh(Cell& cell) const {
  Tally bad;
  Tally good;
  for (size_t i = 0; i < booted_.size(); ++i) {
    Tally& side = cell.says_bad[i] ? bad : good;
    side.failed += tallies_[i].failed;
    side.passed += tallies_[i].passed;
  }
  const Evidence bad_evidence = integrate(bad_rate, bad);
  const Evidence good_evidence = integrate(good_rate, good);
  cell.probability = std::log(cell.prior) + bad_evidence.log_likelihood + good_evidence.log_likelihood;
  cell.rates = {.bad = bad_evidence.mean, .good = good_evidence.mean};
}

}  // namespace kbisect
