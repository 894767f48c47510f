#include "model/trials/delta.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

bool has_all(const Deltas& taken, const Deltas& wanted) {
  return std::includes(taken.begin(), taken.end(), wanted.begin(), wanted.end());
}

// A test that is good with all of `cause`. Records the tests made and checks that none is repeated.
struct Asked {
  Deltas cause;
  // Tests for which this holds give no verdict.
  std::function<bool(const Deltas&)> is_unresolved = [](const Deltas&) { return false; };
  std::set<Deltas> tests{};

  Cause isolate(size_t count, const std::vector<size_t>& groups = {}) {
    const auto test = [&](const Deltas& taken) {
      CHECK(std::is_sorted(taken.begin(), taken.end()));
      CHECK(!taken.empty());
      CHECK(taken.size() < count);
      CHECK(tests.insert(taken).second);
      if (is_unresolved(taken)) return DeltaVerdict::unresolved;
      return has_all(taken, cause) ? DeltaVerdict::good : DeltaVerdict::bad;
    };
    return kbisect::isolate(count, test, groups);
  }
};

Deltas some(size_t wanted, size_t count, std::mt19937& random) {
  std::set<size_t> chosen;
  while (chosen.size() < wanted) chosen.insert(random() % count);
  return {chosen.begin(), chosen.end()};
}

}  // namespace

TEST_CASE("a single cause takes a test for each halving and one for what it comes to", "[delta]") {
  for (const size_t count : {1U, 2U, 3U, 64U, 1000U, 4097U}) {
    for (size_t culprit = 0; culprit < count; culprit += count / 7 + 1) {
      Asked asked{{culprit}};
      const Cause cause = asked.isolate(count);
      CHECK(cause.deltas == Deltas{culprit});
      CHECK(cause.is_minimal);
      CHECK(static_cast<int>(asked.tests.size()) <= expected_tests(count));
    }
  }
}

TEST_CASE("suspects are tested first, and cost one test where none of them is it", "[delta]") {
  constexpr size_t count = 3000;
  constexpr size_t suspects = 20;
  for (const size_t culprit : {0U, 7U, 19U}) {
    Asked asked{{culprit}};
    CHECK(asked.isolate(count, {suspects}).deltas == Deltas{culprit});
    CHECK(static_cast<int>(asked.tests.size()) <= expected_tests(count, {suspects}));
    CHECK(asked.tests.size() <= 1 + 5 + 1);
  }
  for (const size_t culprit : {20U, 1500U, 2999U}) {
    Asked asked{{culprit}};
    CHECK(asked.isolate(count, {suspects}).deltas == Deltas{culprit});
    CHECK(static_cast<int>(asked.tests.size()) <= 1 + expected_tests(count));
  }
  // One of the suspects, and another delta that it needs.
  Asked both{{5, 2000}};
  CHECK(both.isolate(count, {suspects}).deltas == Deltas{5, 2000});
  // Suspecting all of them, or none, gives no order.
  for (const size_t all : {size_t{0}, count}) {
    Asked asked{{1234}};
    CHECK(asked.isolate(count, {all}).deltas == Deltas{1234});
    CHECK(static_cast<int>(asked.tests.size()) <= expected_tests(count));
  }
}

TEST_CASE("the groups are tested one after the other, and then the rest", "[delta]") {
  constexpr size_t count = 6000;
  for (const size_t culprit : {0U, 29U, 30U, 105U, 106U, 5999U}) {
    Asked asked{{culprit}};
    CHECK(asked.isolate(count, {30, 76}).deltas == Deltas{culprit});
    const size_t halvings = culprit < 30 ? 5 : culprit < 106 ? 7 : 13;
    const size_t groups = culprit < 30 ? 1 : 2;
    CHECK(asked.tests.size() <= groups + halvings + 1);
  }
  Asked both{{5, 5000}};
  CHECK(both.isolate(count, {30, 76}).deltas == Deltas{5, 5000});
  Asked none{{5}};
  CHECK(none.isolate(count, {0, 76}).deltas == Deltas{5});
}

TEST_CASE("several that work only together are all found", "[delta]") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const size_t count = 2 + random() % 400;
    Asked asked{some(1 + random() % std::min<size_t>(5, count), count, random)};
    const Cause cause = asked.isolate(count);
    INFO("round " << round);
    CHECK(cause.deltas == asked.cause);
    CHECK(cause.is_minimal);
    CHECK(asked.tests.size() <= 12 * asked.cause.size() * static_cast<size_t>(expected_tests(count)));
  }
}

TEST_CASE("what is called minimal is good, and bad without any one of it", "[delta]") {
  constexpr size_t count = 5;
  std::mt19937 random(3);
  int minimal = 0;
  for (int round = 0; round < 2000; ++round) {
    // Any verdict for each set: one difference may be needed only beside another.
    std::array<DeltaVerdict, 1U << count> verdicts;
    for (DeltaVerdict& one : verdicts) one = random() % 2 == 0 ? DeltaVerdict::good : DeltaVerdict::bad;
    const auto verdict = [&](const Deltas& taken) {
      size_t set = 0;
      for (const size_t delta : taken) set |= size_t{1} << delta;
      if (taken.empty()) return DeltaVerdict::bad;
      return taken.size() == count ? DeltaVerdict::good : verdicts[set];
    };
    const Cause cause = isolate(count, verdict);
    if (!cause.is_minimal) continue;
    minimal += 1;
    INFO("round " << round);
    CHECK(verdict(cause.deltas) == DeltaVerdict::good);
    for (size_t i = 0; i < cause.deltas.size(); ++i) {
      Deltas rest = cause.deltas;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK(verdict(rest) == DeltaVerdict::bad);
    }
  }
  CHECK(minimal > 1000);
}

TEST_CASE("where some sets cannot be judged, what is found still turns it", "[delta]") {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    const size_t count = 2 + random() % 200;
    Asked asked{some(1, count, random)};
    // Two that are only valid together, like a symbol and what it depends on.
    const Deltas pair = some(2, count, random);
    asked.is_unresolved = [&](const Deltas& taken) {
      const bool has_first = has_all(taken, {pair.front()});
      return has_first != has_all(taken, {pair.back()});
    };
    const Cause cause = asked.isolate(count);
    INFO("round " << round);
    CHECK(has_all(cause.deltas, asked.cause));
    CHECK_FALSE(asked.is_unresolved(cause.deltas));
    const bool is_in_pair = has_all(pair, asked.cause);
    CHECK(cause.deltas.size() <= (is_in_pair ? 2U : 3U));
    // A cause is called minimal only if that was shown.
    if (cause.is_minimal) CHECK(cause.deltas == asked.cause);
  }
}
