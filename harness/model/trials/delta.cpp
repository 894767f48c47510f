#include "model/trials/delta.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <span>

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
  Isolation(size_t count, const DeltaTest& test, const std::vector<size_t>& groups)
      : all_(count), test_(test), groups_(groups) {
    std::iota(all_.begin(), all_.end(), size_t{0});
    known_[{}] = DeltaVerdict::bad;
    known_[all_] = DeltaVerdict::good;
  }

  Cause run() {
    Deltas cause = search(all_, groups_, {}, true);
    // Either there is more than one cause, or an unresolved half misled the search.
    if (!is_good(cause)) cause = search(all_, groups_, {}, false);
    return pruned(std::move(cause));
  }

 private:
  DeltaVerdict verdict(const Deltas& taken) {
    const auto known = known_.find(taken);
    if (known != known_.end()) return known->second;
    return known_[taken] = test_(taken);
  }
  bool is_good(const Deltas& taken) { return verdict(taken) == DeltaVerdict::good; }

  using Groups = std::span<const size_t>;

  // Finds what of `among` makes the difference when all of `besides` is taken. Both together must be good.
  // The groups are those that `among` begins with; without any, halves are tested.
  Deltas search(const Deltas& among, Groups groups, const Deltas& besides, bool one_cause) {
    if (among.size() <= 1) return among;
    while (!groups.empty() && (groups.front() == 0 || groups.front() >= among.size()))
      groups = groups.subspan(1);
    const size_t size = groups.empty() ? among.size() / 2 : groups.front();
    const Groups rest = groups.empty() ? groups : groups.subspan(1);
    const auto middle = among.begin() + static_cast<std::ptrdiff_t>(size);
    const Deltas first(among.begin(), middle);
    const Deltas second(middle, among.end());
    const DeltaVerdict of_first = verdict(with(first, besides));
    if (of_first == DeltaVerdict::good) return search(first, {}, besides, one_cause);
    if ((one_cause && of_first == DeltaVerdict::bad) || is_good(with(second, besides)))
      return search(second, rest, besides, one_cause);
    const Deltas of_second = search(second, rest, with(first, besides), one_cause);
    return with(search(first, {}, with(of_second, besides), one_cause), of_second);
  }

  // Of a cause that is good: drops differences without which the rest is still good, until there is none:
  // with fewer of them, one that was needed before may be needed no longer.
  Cause pruned(Deltas cause) {
    while (true) {
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
  }

  Deltas all_;
  const DeltaTest& test_;
  const std::vector<size_t>& groups_;
  std::map<Deltas, DeltaVerdict> known_;
};

}  // namespace

Cause isolate(size_t count, const DeltaTest& test, const std::vector<size_t>& groups) {
  return Isolation(count, test, groups).run();
}

int expected_tests(size_t count, const std::vector<size_t>& groups) {
  const bool is_grouped = !groups.empty() && groups.front() > 0 && groups.front() < count;
  int halvings = is_grouped ? 1 : 0;
  for (size_t left = is_grouped ? groups.front() : count; left > 1; left = (left + 1) / 2) halvings += 1;
  // One more for the final result.
  return halvings + 1;
}

}  // namespace kbisect
