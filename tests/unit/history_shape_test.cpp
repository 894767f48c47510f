#include "model/replica/history_shape.hpp"

#include <algorithm>
#include <set>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

std::set<int> ancestors_of(const HistoryShape& shape, int commit) {
  std::set<int> found{commit};
  for (int i = commit; i > 0; --i) {
    if (found.count(i) == 0) continue;
    for (const int parent : shape.parents[static_cast<size_t>(i)]) found.insert(parent);
  }
  return found;
}

}  // namespace

TEST_CASE("a shape is one history from the good end to the bad end", "[history_shape]") {
  for (const int commits : {1, 2, 3, 7, 128, 500}) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      std::mt19937_64 random(seed);
      const HistoryShape shape = branching_shape(commits, random);
      INFO(commits << " commits, seed " << seed);
      REQUIRE(shape.parents.size() == static_cast<size_t>(commits) + 1);
      CHECK(shape.parents[0].empty());
      for (int i = 1; i <= commits; ++i) {
        for (const int parent : shape.parents[static_cast<size_t>(i)]) REQUIRE(parent < i);
        REQUIRE_FALSE(shape.parents[static_cast<size_t>(i)].empty());
      }
      CHECK(ancestors_of(shape, commits).size() == static_cast<size_t>(commits) + 1);
    }
  }
}

TEST_CASE("a shape of some size has merges, and the seed decides which", "[history_shape]") {
  std::mt19937_64 one(1);
  std::mt19937_64 again(1);
  std::mt19937_64 other(2);
  const HistoryShape shape = branching_shape(128, one);
  int merges = 0;
  for (int i = 0; i <= 128; ++i) merges += shape.is_merge(i) ? 1 : 0;
  CHECK(merges >= 8);
  CHECK(merges <= 32);
  CHECK(branching_shape(128, again).parents == shape.parents);
  CHECK(branching_shape(128, other).parents != shape.parents);
}

TEST_CASE("a merge brings what its first parent does not have", "[history_shape]") {
  // 0 - 1 - 2 ----- 5 - 8      6 is on a branch that merges the main line at 5
  //      \- 3 - 4 -/   /
  //      \------- 6 - 7
  const HistoryShape shape{.parents = {{}, {0}, {1}, {1}, {3}, {2, 4}, {1}, {6, 5}, {5, 7}}};
  CHECK(brought_by_merge(shape, 5) == std::vector<int>{3, 4});
  CHECK(brought_by_merge(shape, 7) == std::vector<int>{2, 3, 4, 5});
  CHECK(brought_by_merge(shape, 8) == std::vector<int>{6, 7});
}

TEST_CASE("what merges bring agrees with a plain walk", "[history_shape]") {
  std::mt19937_64 random(5);
  const HistoryShape shape = branching_shape(300, random);
  for (int i = 1; i <= 300; ++i) {
    if (!shape.is_merge(i)) continue;
    const auto& parents = shape.parents[static_cast<size_t>(i)];
    const auto had = ancestors_of(shape, parents[0]);
    const auto has = ancestors_of(shape, parents[1]);
    std::vector<int> expected;
    std::set_difference(has.begin(), has.end(), had.begin(), had.end(), std::back_inserter(expected));
    CHECK(brought_by_merge(shape, i) == expected);
  }
}

TEST_CASE("a shape is read from its text, and a line that is none is named", "[history_shape]") {
  const auto shape = parse_shape("0\n1 0\n2 0 1\n3 2 0\n4 3 3\n");
  REQUIRE(shape);
  CHECK(shape->parents == std::vector<std::vector<int>>{{}, {0}, {0, 1}, {2, 0}, {3}});
  for (const char* text :
       {"1 0\n", "0\n1\n", "0\n1 1\n", "0\n2 0\n", "0\n1 x\n", "0 0\n", "0\n1 -1\n", "0\n\n"}) {
    INFO(text);
    const auto wrong = parse_shape(text);
    REQUIRE_FALSE(wrong);
    CHECK_THAT(wrong.error().message, contains("line "));
  }
  CHECK_FALSE(parse_shape(""));
}

TEST_CASE("a part of a shape is one history too", "[history_shape]") {
  std::mt19937_64 random(1);
  const HistoryShape whole = branching_shape(500, random);
  for (const int wanted : {2, 50, 300}) {
    const HistoryShape cut = cut_shape(whole, wanted);
    const int last = static_cast<int>(cut.parents.size()) - 1;
    CHECK(std::abs(last - wanted) <= 10);
    CHECK(ancestors_of(cut, last).size() == cut.parents.size());
    for (int commit = 1; commit <= last; ++commit) {
      for (const int parent : cut.parents[static_cast<size_t>(commit)]) REQUIRE(parent < commit);
    }
  }
}
