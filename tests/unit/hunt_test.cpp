#include "model/hunt.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("what is new fails where a regression is hunted, and passes where a fix is", "[hunt]") {
  const Skip skip{SkipReason::panic, ""};
  CHECK(is_new(Bad{}, Hunt::regression));
  CHECK_FALSE(is_new(Good{}, Hunt::regression));
  CHECK(is_new(Good{}, Hunt::fix));
  CHECK_FALSE(is_new(Bad{}, Hunt::fix));
  for (const Hunt hunt : {Hunt::regression, Hunt::fix}) {
    CHECK_FALSE(is_new(skip, hunt));
    CHECK(git_term(skip, hunt) == "skip");
  }
  CHECK(git_term(Good{}, Hunt::regression) == "good");
  CHECK(git_term(Bad{}, Hunt::regression) == "bad");
  CHECK(git_term(Good{}, Hunt::fix) == "fixed");
  CHECK(git_term(Bad{}, Hunt::fix) == "broken");
}
