#include "model/search/failure_rates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace kbisect {
namespace {

constexpr size_t points = 80;
constexpr double least_ratio = 2;

struct Beta {
  double weight;
  double failed;
  double passed;
};
using Mixture = std::array<Beta, 2>;
// Most kernel bugs that have a reproducer fail every time; for the others any rate is as likely as another.
constexpr Mixture bad_prior{{{0.9, 100, 0.1}, {0.1, 1, 1}}};
// The symptom is rare where the bug is not; where it occurs at all, it does so in a few boots of a hundred.
constexpr Mixture good_prior{{{0.9, 0.02, 20}, {0.1, 1, 30}}};

double density(const Mixture& mixture, double rate) {
  double sum = 0;
  for (const Beta& beta : mixture) {
    const double norm =
        std::lgamma(beta.failed) + std::lgamma(beta.passed) - std::lgamma(beta.failed + beta.passed);
    sum += beta.weight *
           std::exp((beta.failed - 1) * std::log(rate) + (beta.passed - 1) * std::log1p(-rate) - norm);
  }
  return sum;
}

// Rates at equal distances in log odds, so that rare failures and rare passes are resolved equally well.
struct Axis {
  std::array<double, points> rate;
  std::array<double, points> log_rate;
  std::array<double, points> log_rest;
  std::array<double, points> prior;

  // The point `rest` gets the prior's mass outside the axis: the extremes, where a rate is never or always.
  Axis(double first, double last, const Mixture& mixture, size_t rest) {
    const auto log_odds = [](double p) { return std::log(p / (1 - p)); };
    const double step = (log_odds(last) - log_odds(first)) / (points - 1);
    double inside = 0;
    for (size_t i = 0; i < points; ++i) {
      rate[i] = 1 / (1 + std::exp(-log_odds(first) - step * static_cast<double>(i)));
      log_rate[i] = std::log(rate[i]);
      log_rest[i] = std::log1p(-rate[i]);
      prior[i] = density(mixture, rate[i]) * rate[i] * (1 - rate[i]) * step;
      inside += prior[i];
    }
    prior[rest] += std::max(0.0, 1 - inside);
  }

  // The likelihood of the tally at each rate, divided by exp() of the value returned.
  double likelihoods(const Tally& seen, std::array<double, points>& result) const {
    double highest = -std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < points; ++i) {
      result[i] = seen.failed * log_rate[i] + seen.passed * log_rest[i];
      highest = std::max(highest, result[i]);
    }
    for (double& value : result) value = std::exp(value - highest);
    return highest;
  }
};

struct Table {
  Axis bad{0.02, 0.9999, bad_prior, points - 1};
  Axis good{0.0001, 0.5, good_prior, 0};
  // How many of the good rates go with each bad rate, and their total prior.
  std::array<size_t, points> partners;
  std::array<double, points> weight;

  Table() {
    for (size_t i = 0; i < points; ++i) {
      partners[i] = 0;
      weight[i] = 0;
      while (partners[i] < points && good.rate[partners[i]] * least_ratio <= bad.rate[i])
        weight[i] += good.prior[partners[i]++];
    }
  }
};

}  // namespace

Evidence weigh(const Tally& bad, const Tally& good) {
  static const Table table;
  std::array<double, points> bad_likelihood;
  std::array<double, points> good_likelihood;
  const double highest =
      table.bad.likelihoods(bad, bad_likelihood) + table.good.likelihoods(good, good_likelihood);
  double sum = 0;
  Rates mean{.bad = 0, .good = 0};
  // Sums over the good rates that go with the current bad rate; a higher bad rate has more of them.
  double partners_sum = 0;
  double partners_mean = 0;
  size_t partner = 0;
  for (size_t i = 0; i < points; ++i) {
    for (; partner < table.partners[i]; ++partner) {
      const double share = table.good.prior[partner] * good_likelihood[partner];
      partners_sum += share;
      partners_mean += share * table.good.rate[partner];
    }
    const double each = table.bad.prior[i] * bad_likelihood[i] / table.weight[i];
    sum += each * partners_sum;
    mean.bad += each * partners_sum * table.bad.rate[i];
    mean.good += each * partners_mean;
  }
  return {.log_likelihood = highest + std::log(sum),
          .expected = {.bad = mean.bad / sum, .good = mean.good / sum}};
}

}  // namespace kbisect
