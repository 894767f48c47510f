#include "model/trials/delta.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

namespace kbisect {
namespace {

Deltas with(const Deltas& one, const Deltas& other) {
  Deltas both;
  std::set_union(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both));
  return both;
}

Deltas without(const Deltas& all, size_t one) {
  Deltas rest;
  std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](size_t delta) { return delta != one; });
  return rest;
}

class Isolation {
 public:
  Isolation(size_t count, const DeltaTest& test, size_t suspects)
      : all_(count), test_(test), suspects_(suspects) {
    std::iota(all_.begin(), all_.end(), size_t{0});
    known_[{}] = DeltaVerdict::bad;
    known_[all_] = DeltaVerdict::good;
  }

  Cause run() {
    Deltas cause = search_all(true);
    // Either there is more than one cause, or an unresolved half misled the search.
    if (!is_good(cause)) cause = search_all(false);
    return pruned(std::move(cause));
  }

 private:
  DeltaVerdict verdict(const Deltas& taken) {
    const auto known = known_.find(taken);
    if (known != known_.end()) return known->second;
    return known_[taken] = test_(taken);
  }
  bool is_good(const Deltas& taken) { return verdict(taken) == DeltaVerdict::good; }

  Deltas search_all(bool one_cause) {
    return suspects_ == 0 || suspects_ >= all_.size() ? search(all_, {}, one_cause)
                                                      : search(all_, suspects_, {}, one_cause);
  }

  // Finds what of `among` makes the difference when all of `besides` is taken. Both together must be good.
  Deltas search(const Deltas& among, const Deltas& besides, bool one_cause) {
    return among.size() <= 1 ? among : search(among, among.size() / 2, besides, one_cause);
  }

  // The same, with the first `size` of `among` tested first.
  Deltas search(const Deltas& among, size_t size, const Deltas& besides, bool one_cause) {
    const auto middle = among.begin() + static_cast<std::ptrdiff_t>(size);
    const Deltas first(among.begin(), middle);
    const Deltas second(middle, among.end());
    const DeltaVerdict of_first = verdict(with(first, besides));
    if (of_first == DeltaVerdict::good) return search(first, besides, one_cause);
    if ((one_cause && of_first == DeltaVerdict::bad) || is_good(with(second, besides)))
      return search(second, besides, one_cause);
    const Deltas of_second = search(second, with(first, besides), one_cause);
    return with(search(first, with(of_second, besides), one_cause), of_second);
  }

  // Drops differences without which the rest is still good, until there is none: with fewer of them, one that
  // was needed before may be needed no longer.
  Cause pruned(Deltas cause) {
    while (is_good(cause)) {
      const size_t before = cause.size();
      bool is_minimal = true;
      for (size_t i = 0; i < cause.size();) {
        const Deltas rest = without(cause, cause[i]);
        const DeltaVerdict of_rest = verdict(rest);
        if (of_rest == DeltaVerdict::good) {
          cause = rest;
          continue;
        }
        is_minimal = is_minimal && of_rest == DeltaVerdict::bad;
        i += 1;
      }
      if (cause.size() == before) return {std::move(cause), is_minimal};
    }
    return {std::move(cause), false};
  }

  Deltas all_;
  const DeltaTest& test_;
  size_t suspects_;
  std::map<Deltas, DeltaVerdict> known_;
};

}  // namespace

Cause isolate(size_t count, const DeltaTest& test, size_t suspects) {
  return Isolation(count, test, suspects).run();
}

Deltas all_but(const Deltas& these, size_t count) {
  Deltas rest;
  for (size_t delta = 0; delta < count; ++delta) {
    if (!std::binary_search(these.begin(), these.end(), delta)) rest.push_back(delta);
  }
  return rest;
}

int expected_tests(size_t count, size_t suspects) {
  const bool has_suspects = suspects > 0 && suspects < count;
  int halvings = has_suspects ? 1 : 0;
  for (size_t left = has_suspects ? suspects : count; left > 1; left = (left + 1) / 2) halvings += 1;
  // One more for the final result.
  return halvings + 1;
}

}  // namespace kbisect
