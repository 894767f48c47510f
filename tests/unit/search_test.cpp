#include "model/search/search.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "support/catch.hpp"
#include "support/simulated_search.hpp"

using namespace kbisect;

namespace {

using Parents = std::vector<std::vector<int>>;

//   0 - 1 ----- 4 - 5 - 6
//    \- 2 - 3 -/
const Parents seven_commits{{}, {0}, {0}, {2}, {1, 3}, {4}, {5}};

std::shared_ptr<const Ancestry> ancestry_of(const Parents& parents) {
  return std::make_shared<const Ancestry>(parents);
}

Parents line(int commits) {
  Parents parents(1);
  for (int i = 1; i < commits; ++i) parents.push_back({i - 1});
  return parents;
}

std::shared_ptr<const Ancestry> real_shape() {
  static const auto ancestry =
      ancestry_of(simulated::read_history(KBISECT_SOURCE_DIR "/tests/data/dag-15k.txt.gz"));
  return ancestry;
}

constexpr int nothing_is_kept = -2;

// Alternates between searches for a regression and for a fix.
Hunt hunt_of(int round) {
  return round % 2 == 0 ? Hunt::regression : Hunt::fix;
}

}  // namespace

TEST_CASE("ancestors are those that git would list", "[search]") {
  const auto ancestry = ancestry_of(seven_commits);
  CHECK(ancestry->up_to(0).members() == std::vector<int>{0});
  CHECK(ancestry->up_to(3).members() == std::vector<int>{0, 2, 3});
  CHECK(ancestry->up_to(6).count() == 7);
  CHECK(count_common(ancestry->up_to(3), ancestry->up_to(1)) == 1);
  CHECK(count_difference(ancestry->up_to(3), ancestry->up_to(1), ancestry->up_to(6)) == 3);
}

TEST_CASE("belief follows the evidence, and takes it back when other evidence comes", "[search]") {
  Belief belief(ancestry_of(line(10)));
  CHECK(belief.is_bad(9) > belief.is_bad(0));
  belief.saw(9, true);
  belief.saw(9, true);
  belief.saw(old_end_index, false);
  belief.saw(4, false);
  belief.saw(4, false);
  CHECK(belief.is_bad(4) < 0.01);
  CHECK(belief.is_bad(2) < 0.01);
  CHECK(belief.is_bad(9) > 0.99);
  CHECK(belief.groups().front().members.members() == std::vector<int>{5, 6, 7, 8, 9});
  // The two passes were luck: the commit fails again and again after all.
  for (int i = 0; i < 4; ++i) belief.saw(4, true);
  CHECK(belief.is_bad(4) > 0.99);
  CHECK(belief.groups().front().members.members() == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(belief.rates().bad < 0.95);
}

TEST_CASE("probabilities of all hypotheses sum to one", "[search]") {
  Belief belief(ancestry_of(seven_commits));
  belief.saw(6, true);
  belief.saw(3, false);
  belief.saw(1, true);
  double sum = belief.is_bad(old_end_index) + belief.none();
  for (const auto& group : belief.groups()) sum += group.probability;
  CHECK(sum == Approx(1).margin(1e-5));
}

TEST_CASE("the ends are tested first, the bad one until a pass has a meaning", "[search]") {
  Search search(ancestry_of(seven_commits), {});
  const auto next = [&] { return search.next({}); };
  CHECK(std::get<TestNew>(next()).commit == 6);
  for (int i = 0; i < 3; ++i) {
    search.saw(6, true);
    if (i < 2) CHECK(std::get<BootAgain>(next()).commit == 6);
  }
  CHECK(std::get<TestNew>(next()).commit == old_end_index);
  SECTION("a good end that passes opens the search") {
    search.saw(old_end_index, false);
    while (std::holds_alternative<BootAgain>(next())) {
      REQUIRE(std::get<BootAgain>(next()).commit == old_end_index);
      search.saw(old_end_index, false);
    }
    CHECK(std::get<TestNew>(next()).commit == 3);
  }
  SECTION("a good end that fails ends it, but not by one failure") {
    search.saw(old_end_index, true);
    CHECK(std::get<BootAgain>(next()).commit == old_end_index);
    int boots = 1;
    while (!std::holds_alternative<GoodEndIsBad>(next())) {
      search.saw(old_end_index, true);
      REQUIRE(++boots < 10);
    }
  }
}

TEST_CASE("where a fix is looked for the first end to be tested is the old one, which fails", "[search]") {
  Search search(ancestry_of(seven_commits), {.hunt = Hunt::fix});
  const auto next = [&] { return search.next({}); };
  CHECK(std::get<TestNew>(next()).commit == old_end_index);
  SECTION("and then the new one, which passes") {
    for (int i = 0; i < 3; ++i) search.saw(old_end_index, true);
    CHECK(std::get<TestNew>(next()).commit == 6);
    for (int i = 0; i < 5; ++i) search.saw(6, false);
    CHECK(std::get<TestNew>(next()).commit == 3);
    search.saw(3, true);
    search.saw(3, true);
    CHECK(search.belief().is_bad(2) > 0.99);
    CHECK(search.belief().is_bad(6) < 0.01);
  }
  SECTION("unless nothing is wrong there") {
    for (int i = 0; i < 40; ++i) search.saw(old_end_index, false);
    CHECK(std::holds_alternative<BadEndIsGood>(next()));
  }
  SECTION("or all is wrong still") {
    for (int i = 0; i < 3; ++i) search.saw(old_end_index, true);
    for (int i = 0; i < 10; ++i) search.saw(6, true);
    CHECK(std::holds_alternative<GoodEndIsBad>(next()));
  }
}

TEST_CASE("a bad end that never fails is called good in the end", "[search]") {
  Search search(ancestry_of(seven_commits), {.passes_to_give_up = 12});
  for (int i = 0; i < 12; ++i) {
    CHECK_FALSE(std::holds_alternative<BadEndIsGood>(search.next({})));
    search.saw(6, false);
  }
  CHECK(std::holds_alternative<BadEndIsGood>(search.next({})));
}

TEST_CASE("on a bug that never lies, every culprit is found, with few boots more than builds", "[search]") {
  std::mt19937_64 random(1);
  const auto ancestry = ancestry_of(seven_commits);
  for (int culprit = 0; culprit < ancestry->size(); ++culprit) {
    INFO(culprit);
    const auto ended = simulated::search(ancestry, {.culprit = culprit}, random);
    CHECK(ended.answer == std::vector<int>{culprit});
    CHECK(ended.built <= 2 + 4);
    CHECK(ended.boots <= 20);
  }
}

TEST_CASE(
    "on a history of a real release's shape the culprit is found, and no more is built than by bisection",
    "[search]") {
  std::mt19937_64 random(20240109);
  const auto ancestry = real_shape();
  CHECK(ancestry->size() == 14995);
  struct Row {
    Rates rates;
    int culprits;
    int boots;
  };
  for (const Row& row : {Row{{.bad = 1, .good = 0}, 20, 45}, Row{{.bad = 0.5, .good = 0}, 6, 270},
                         Row{{.bad = 0.9, .good = 0.02}, 6, 150}}) {
    for (int i = 0; i < row.culprits; ++i) {
      const int culprit = std::uniform_int_distribution<>(0, ancestry->size() - 1)(random);
      INFO("culprit " << culprit << " fails in " << row.rates.bad);
      const auto ended = simulated::search(ancestry, {.culprit = culprit, .rates = row.rates}, random);
      CHECK(ended.answer == std::vector<int>{culprit});
      CHECK(ended.built <= 2 + 14 + (row.rates.bad < 1 ? 6 : 2));
      CHECK(ended.boots <= row.boots);
    }
  }
}

TEST_CASE("a stretch that cannot be tested is walked around", "[search]") {
  std::mt19937_64 random(3);
  const auto ancestry = ancestry_of(line(128));
  const auto stretch = [](int commit) { return commit < 44 || commit >= 84; };
  for (const int culprit : {3, 20, 40, 90, 100, 127}) {
    INFO(culprit);
    const auto without = simulated::search(ancestry, {.culprit = culprit}, random);
    const auto with = simulated::search(ancestry, {.culprit = culprit, .testable = stretch}, random);
    CHECK(with.answer == std::vector<int>{culprit});
    CHECK(with.built <= without.built + 6);
    // After the first one, unbuildable commits fail at the object that failed before, which takes only
    // seconds.
    CHECK(with.built - (with.skipped - 1) <= without.built + 4);
  }
}

TEST_CASE("where only untestable commits are left, the answer is all of them and the bad one after",
          "[search]") {
  std::mt19937_64 random(4);
  const auto ancestry = ancestry_of(line(16));
  const auto testable = [](int commit) { return commit < 6 || commit > 9; };
  for (const int culprit : {6, 7, 8, 9, 10}) {
    const auto ended = simulated::search(ancestry, {.culprit = culprit, .testable = testable}, random);
    CHECK(ended.answer == std::vector<int>{6, 7, 8, 9, 10});
  }
}

namespace {

// A history with branches, merges and criss-crosses: commits have one to three parents among the few before
// them, and there is one head.
Parents random_history(std::mt19937_64& random) {
  const int size = 5 + static_cast<int>(random() % 60);
  Parents all(1);
  for (int i = 1; i < size; ++i) {
    std::set<int> parents;
    for (auto left = 1 + random() % 3; left > 0; --left)
      parents.insert(i - 1 - static_cast<int>(random() % static_cast<unsigned>(std::min(i, 7))));
    all.emplace_back(parents.begin(), parents.end());
  }
  const auto reachable = Ancestry(all).up_to(size - 1).members();
  std::map<int, int> number;
  Parents result;
  for (const int commit : reachable) {
    number[commit] = static_cast<int>(result.size());
    auto& parents = result.emplace_back();
    for (const int parent : all[static_cast<size_t>(commit)]) parents.push_back(number.at(parent));
  }
  return result;
}

}  // namespace

TEST_CASE("on a thousand random graphs the planted culprit is found", "[search]") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 1000; ++round) {
    const auto ancestry = ancestry_of(random_history(random));
    const int culprit = static_cast<int>(random() % static_cast<unsigned>(ancestry->size()));
    INFO("round " << round << ", culprit " << culprit);
    const auto ended = simulated::search(ancestry, {.culprit = culprit, .hunt = hunt_of(round)}, random);
    REQUIRE(ended.answer == std::vector<int>{culprit});
  }
}

TEST_CASE(
    "on a thousand random graphs with skips the answer holds the culprit, and no more than git would say",
    "[search]") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 1000; ++round) {
    const auto ancestry = ancestry_of(random_history(random));
    const int last = ancestry->size() - 1;
    const int culprit = static_cast<int>(random() % static_cast<unsigned>(ancestry->size()));
    std::set<int> untestable;
    for (int i = 0; i < last; ++i) {
      if (random() % 3 == 0) untestable.insert(i);
    }
    INFO("round " << round << ", culprit " << culprit);
    const auto ended =
        simulated::search(ancestry,
                          {.culprit = culprit,
                           .hunt = hunt_of(round),
                           .testable = [&](int commit) { return untestable.count(commit) == 0; }},
                          random);
    REQUIRE(std::count(ended.answer.begin(), ended.answer.end(), culprit) == 1);
    // All of them but the last, the bad one, are untestable; otherwise a test would have separated them.
    for (size_t i = 0; i + 1 < ended.answer.size(); ++i) REQUIRE(untestable.count(ended.answer[i]) == 1);
  }
}

TEST_CASE("a commit that was never judged is not named alone, however likely", "[search]") {
  const auto ancestry = ancestry_of(line(6));
  Search search(ancestry, {.confidence = 0.9});
  CommitSet likely(ancestry->size());
  likely.insert(2);
  CommitSet less_likely(ancestry->size());
  less_likely.insert(3);
  search.expect({.likely = likely, .less_likely = less_likely});
  for (int i = 0; i < 6; ++i) {
    search.saw(5, true);
    search.saw(old_end_index, false);
  }
  search.skipped(2);
  REQUIRE(search.belief().is_culprit(2) > 0.9);
  CHECK_FALSE(std::holds_alternative<Found>(search.next({})));
  search.skipped(3);
  search.skipped(4);
  search.skipped(1);
  search.skipped(0);
  REQUIRE(std::holds_alternative<Inseparable>(search.next({})));
  CHECK(std::get<Inseparable>(search.next({})).candidates == std::vector<int>{2, 3});
}

TEST_CASE("every search comes to an end, whatever the ends and the rates are", "[search]") {
  std::mt19937_64 random(8);
  const auto ancestry = ancestry_of(line(200));
  struct Row {
    Rates rates;
    bool is_promised;  // whether a wrong end must be reported
    int boots;
  };
  const Row row =
      GENERATE(Row{{.bad = 1, .good = 0}, true, 60}, Row{{.bad = 0.9, .good = 0.02}, true, 2400},
               Row{{.bad = 0.2, .good = 0}, true, 1200}, Row{{.bad = 0.2, .good = 0.02}, true, 1200},
               Row{{.bad = 0.05, .good = 0}, false, 4000}, Row{{.bad = 0.5, .good = 0.2}, false, 2000},
               Row{{.bad = 0.2, .good = 0.2}, false, 2000}, Row{{.bad = 1, .good = 0.9}, false, 2000});
  int right = 0;
  for (int round = 0; round < 60; ++round) {
    const int where = round % 3 == 0   ? simulated::before_the_range
                      : round % 3 == 1 ? simulated::nowhere
                                       : static_cast<int>(random() % 200);
    const Hunt hunt = hunt_of(round / 3);
    INFO("fails in " << row.rates.bad << " and " << row.rates.good << ", culprit " << where);
    const auto ended =
        simulated::search(ancestry, {.culprit = where, .hunt = hunt, .rates = row.rates}, random);
    right += ended.answer == std::vector<int>{where} ? 1 : 0;
    CHECK(ended.boots <= row.boots);
  }
  INFO("fails in " << row.rates.bad << " and " << row.rates.good);
  if (row.is_promised) CHECK(right >= 59);
}

TEST_CASE("a failure at either rate is expected where the hypotheses say it is", "[search]") {
  // The same boots could mean two things: the bug shows in a fifth of them, or a fifth of them fail wrongly.
  Belief belief(ancestry_of(line(2)));
  for (int i = 0; i < 3; ++i) belief.saw(1, true);
  for (int i = 0; i < 13; ++i) belief.saw(old_end_index, false);
  for (int i = 0; i < 200; ++i) belief.saw(0, i % 5 == 0);
  CHECK(belief.told_by_boot(1) > 10 * belief.told_by_boot(0));
}

TEST_CASE("commits that make little compile again come first where they tell as much", "[search]") {
  const auto ancestry = real_shape();
  constexpr int objects = 800;
  std::mt19937_64 random(4);
  Prior expected{.likely = CommitSet(ancestry->size()), .less_likely = CommitSet(ancestry->size())};
  std::map<int, IndexSet> touched;
  // One commit in 27 changes what the build reads; one in 12 of those changes a header used by many objects.
  for (int commit = 0; commit < ancestry->size(); ++commit) {
    if (ancestry->parents(commit).size() > 1 || random() % 27 != 0) continue;
    expected.likely.insert(commit);
    IndexSet& readers = touched.emplace(commit, objects).first->second;
    const unsigned count = random() % 12 == 0 ? 200 + static_cast<unsigned>(random() % 600) : 1;
    for (unsigned i = 0; i < count; ++i) readers.insert(static_cast<int>(random() % objects));
  }
  const Rebuilds rebuilds(ancestry, objects, std::move(touched));
  const std::vector<int> culprits = expected.likely.members();
  simulated::Ended blind;
  simulated::Ended seeing;
  constexpr int searches = 30;
  for (int i = 0; i < searches; ++i) {
    const simulated::Bug bug{.culprit = culprits[random() % culprits.size()]};
    for (auto* sum : {&blind, &seeing}) {
      const auto ended =
          simulated::search(ancestry, bug, random,
                            {.expected = &expected, .rebuilds = &rebuilds, .picks_by_cost = sum == &seeing});
      CHECK(ended.answer == std::vector<int>{bug.culprit});
      sum->objects += ended.objects;
      sum->named_after += ended.named_after;
    }
  }
  INFO(blind.objects << " objects and " << blind.named_after << " builds, then " << seeing.objects << " and "
                     << seeing.named_after);
  CHECK(seeing.objects < 0.85 * blind.objects);
  CHECK(seeing.named_after <= blind.named_after + 1.5 * searches);
}

TEST_CASE("a commit that need not be built comes first unless it tells next to nothing", "[search]") {
  Search search(ancestry_of(line(64)), {});
  for (int i = 0; i < 5; ++i) {
    search.saw(63, true);
    search.saw(old_end_index, false);
  }
  const auto next_with = [&](int kept) {
    const Next next = search.next({.kept = {kept}});
    return std::get<TestNew>(next).commit;
  };
  CHECK(next_with(nothing_is_kept) == 31);
  CHECK(next_with(20) == 20);
  CHECK(next_with(0) == 31);
}
