#include "model/outcome.hpp"

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a backport names its origin in one of the known ways", "[outcome]") {
  const std::string id = "6f861765464f43a71462d52026fbddfc858239a5";
  CHECK(names_as_origin("subject\n\nUpstream-commit: " + id + "\n", id));
  CHECK(names_as_origin("subject\n\ncommit " + id + " upstream.\n\nText.\n", id));
  CHECK(names_as_origin("subject\n\n[ Upstream commit " + id + " ]\n", id));
  CHECK(names_as_origin("subject\n\n(cherry picked from commit " + id + ")\n", id));
  CHECK(names_as_origin("subject\n\nUpstream-commit: " + id + "\n", id.substr(0, 12)));
  CHECK(names_as_origin("subject\n\ncommit " + id + " upstream.\n", id.substr(0, 12)));
}

TEST_CASE("a mere mention is no origin", "[outcome]") {
  const std::string id = "6f861765464f43a71462d52026fbddfc858239a5";
  CHECK_FALSE(names_as_origin("subject\n\nThis fixes commit " + id + " upstream.\n", id));
  CHECK_FALSE(names_as_origin("subject\n\ncommit " + id + " broke it.\n", id));
  CHECK_FALSE(names_as_origin("subject\n\ncommit " + id + " broke upstream builds.\n", id));
  CHECK_FALSE(names_as_origin("subject\n\nFixes: " + id + "\n", id));
}

TEST_CASE("overhead is what neither make nor QEMU took", "[outcome]") {
  Step step{.build = {.configure_seconds = 2, .make_seconds = 30}, .checkout_seconds = 3};
  step.runs = {{.seconds = 1}, {.seconds = 0.5}};
  const Times times = times_of({step, step}, 80);
  CHECK(times.make == 60);
  CHECK(times.qemu == 3);
  CHECK(times.overhead() == Approx(80 - 60 - 4 - 3));
}
