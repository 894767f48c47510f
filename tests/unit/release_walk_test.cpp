#include "model/trials/release_walk.hpp"

#include <string>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// Walks over releases given by their states, nearest first: b(ad), g(ood), u(ntestable). Returns the numbers
// tested, in order.
std::string walked(const std::string& releases) {
  ReleaseWalk walk(releases.size());
  std::string tested;
  while (const auto release = walk.next()) {
    REQUIRE(*release < releases.size());
    tested += std::to_string(*release) + " ";
    const char state = releases[*release];
    walk.saw(*release, state == 'b'   ? ReleaseState::as_the_first
                       : state == 'g' ? ReleaseState::turned
                                      : ReleaseState::untestable);
  }
  return tested;
}

}  // namespace

TEST_CASE("each step is one release longer than the one before", "[release_walk]") {
  CHECK(walked("gggg") == "0 ");
  CHECK(walked("bbbbbbbbbg") == "0 2 5 9 ");
  CHECK(walked("bbggggg") == "0 2 ");
  CHECK(walked("bbbbggggg") == "0 2 5 ");
}

TEST_CASE("the last release is tested, and then there are no more", "[release_walk]") {
  CHECK(walked("") == "");
  CHECK(walked("bb") == "0 1 ");
  CHECK(walked("bbbg") == "0 2 3 ");
  CHECK(walked("bbbb") == "0 2 3 ");
}

TEST_CASE("beside one that cannot be tested its neighbours are", "[release_walk]") {
  CHECK(walked("ug") == "0 1 ");
  CHECK(walked("buugg") == "0 2 3 ");
  CHECK(walked("bbubbbg") == "0 2 3 6 ");
  CHECK(walked("uuu") == "0 1 2 ");
  // Nothing farther builds, so what the step has jumped over is tested.
  CHECK(walked("bgu") == "0 2 1 ");
  CHECK(walked("bbbgguuuu") == "0 2 5 6 4 ");
  CHECK(walked("bbbbbuug") == "0 2 5 6 4 7 ");
  CHECK(walked("bbuuuu") == "0 2 3 1 4 5 ");
}
