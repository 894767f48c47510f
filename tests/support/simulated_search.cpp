#include "support/simulated_search.hpp"

#include <algorithm>
#include <ctime>
#include <sstream>
#include <stdexcept>

#include "base/subprocess.hpp"

namespace simulated {

using kbisect::Ancestry;
using kbisect::CommitSet;

namespace {

// Decides whether a boot of a commit fails.
class Boots {
 public:
  Boots(const Ancestry& ancestry, const Bug& bug, std::mt19937_64& random)
      : ancestry_(ancestry), bug_(bug), random_(random) {}
  bool fails(int commit) {
    return std::uniform_real_distribution<>()(random_) < (is_bad(commit) ? bug_.rates.bad : bug_.rates.good);
  }

 private:
  bool is_bad(int commit) const { return is_new(commit) == (bug_.hunt == kbisect::Hunt::regression); }
  bool is_new(int commit) const {
    if (bug_.culprit == before_the_range) return true;
    if (bug_.culprit == nowhere || commit == kbisect::old_end_index) return false;
    return ancestry_.up_to(commit).contains(bug_.culprit);
  }

  const Ancestry& ancestry_;
  const Bug& bug_;
  std::mt19937_64& random_;
};

}  // namespace

std::vector<std::vector<int>> read_history(const std::string& path) {
  std::vector<std::vector<int>> parents;
  std::istringstream lines(kbisect::run_or_throw({.argv = {"gzip", "-dc", path}}));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line);
    int number = 0;
    numbers >> number;
    if (number == 0) continue;
    auto& own = parents.emplace_back();
    if (number != static_cast<int>(parents.size())) throw std::runtime_error("out of order: " + line);
    for (int parent = 0; numbers >> parent;) {
      if (parent != 0) own.push_back(parent - 1);
    }
  }
  return parents;
}

Ended search(const std::shared_ptr<const Ancestry>& ancestry, const Bug& bug, std::mt19937_64& random,
             const Known& known) {
  Boots boots(*ancestry, bug, random);
  kbisect::Search search(ancestry, {.hunt = bug.hunt});
  Ended ended;
  int built_last = kbisect::old_end_index;
  // The costs in units of compiling one object, by the same formula as a run.
  const auto costs = [&] {
    kbisect::Costs result{.build = 400, .boot = 10};
    if (known.rebuilds == nullptr || !known.picks_by_cost || !search.belief().tally(kbisect::old_end_index))
      return result;
    result.build_of = [&](int commit) {
      return kbisect::objects_beside + known.rebuilds->between(built_last, commit);
    };
    result.least_build = kbisect::objects_beside;
    return result;
  };
  const auto boot = [&](int commit) {
    ended.boots += 1;
    if (ended.boots > endless) throw std::runtime_error("no end after " + std::to_string(endless) + " boots");
    search.saw(commit, boots.fails(commit));
  };
  // As in a run, the culprit and its parents are booted more often than the search needs.
  const auto unproven = [&](int culprit) -> std::optional<int> {
    if (search.proof_boots_left(culprit) > 0) return culprit;
    for (const int parent : ancestry->parents(culprit)) {
      if (search.proof_boots_left(parent) > 0) return parent;
    }
    return std::nullopt;
  };
  const auto test = [&](int commit) {
    const bool is_new = !search.belief().tally(commit);
    ended.built += is_new ? 1 : 0;
    if (is_new && commit == kbisect::old_end_index && known.expected != nullptr)
      search.expect(*known.expected);
    const bool is_end = commit == kbisect::old_end_index || commit == ancestry->size() - 1;
    if (is_new && !is_end && known.rebuilds != nullptr && ended.named_after == 0)
      ended.objects += known.rebuilds->between(built_last, commit);
    if (is_new) built_last = commit;
    if (commit == kbisect::old_end_index || bug.testable(commit)) {
      boot(commit);
    } else {
      ended.skipped += 1;
      search.skipped(commit);
    }
  };
  while (true) {
    const std::clock_t before = std::clock();
    const kbisect::Next next = search.next(costs());
    const std::clock_t spent = std::clock() - before;
    ended.slowest_pick = std::max(ended.slowest_pick, static_cast<double>(spent) / CLOCKS_PER_SEC);
    if (const auto* again = std::get_if<kbisect::BootAgain>(&next)) {
      boot(again->commit);
    } else if (const auto* fresh = std::get_if<kbisect::TestNew>(&next)) {
      test(fresh->commit);
    } else {
      if (const auto* found = std::get_if<kbisect::Found>(&next)) {
        if (ended.named_after == 0) ended.named_after = ended.built;
        if (const auto commit = unproven(found->culprit)) {
          test(*commit);
          continue;
        }
        ended.answer = {found->culprit};
      }
      if (const auto* left = std::get_if<kbisect::Inseparable>(&next)) ended.answer = left->candidates;
      const bool is_regression = bug.hunt == kbisect::Hunt::regression;
      if (std::holds_alternative<kbisect::GoodEndIsBad>(next))
        ended.answer = {is_regression ? before_the_range : nowhere};
      if (std::holds_alternative<kbisect::BadEndIsGood>(next))
        ended.answer = {is_regression ? nowhere : before_the_range};
      return ended;
    }
  }
}

Ended plain_bisection(const Ancestry& ancestry, const Bug& bug, int boots_each, std::mt19937_64& random,
                      const kbisect::Rebuilds* rebuilds) {
  Boots boots(ancestry, bug, random);
  Ended ended;
  int built_last = kbisect::old_end_index;
  CommitSet possible = ancestry.up_to(ancestry.size() - 1);
  while (possible.count() > 1) {
    const int all = possible.count();
    int pick = 0;
    int distance = -1;
    for (const int commit : possible.members()) {
      const int below = count_common(ancestry.up_to(commit), possible);
      if (std::min(below, all - below) <= distance) continue;
      distance = std::min(below, all - below);
      pick = commit;
    }
    if (rebuilds != nullptr) ended.objects += rebuilds->between(built_last, pick);
    built_last = pick;
    ended.built += 1;
    ended.boots += boots_each;
    bool bad = false;
    for (int i = 0; i < boots_each; ++i) bad = boots.fails(pick) || bad;
    if (bad) {
      possible &= ancestry.up_to(pick);
    } else {
      possible -= ancestry.up_to(pick);
    }
  }
  ended.named_after = ended.built;
  ended.answer = possible.members();
  return ended;
}

}  // namespace simulated
