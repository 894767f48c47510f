#include "model/search/own_boots.hpp"

#include "model/search/proof_boots.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

Step booted(int failed, int passed) {
  Step step;
  step.build.result = Image{"/vmlinux", "image", "config"};
  for (int i = 0; i < failed; ++i) step.runs.push_back({.verdict = Bad{}});
  for (int i = 0; i < passed; ++i) step.runs.push_back({.verdict = Good{}});
  return step;
}

}  // namespace

TEST_CASE("as many boots as make a lucky streak unlikely, and never fewer than five", "[own_boots]") {
  CHECK(proof_boots(1) == 5);
  CHECK(proof_boots(0.99) == 5);
  CHECK(proof_boots(0.5) == 14);
  CHECK(proof_boots(0.2) == 42);
  CHECK(proof_boots(1e-9) == 200);
}

TEST_CASE("a commit that stands alone is booted until its boots are settled", "[own_boots]") {
  const Rates always{.bad = 0.97, .good = 0.01};
  CHECK_FALSE(is_settled({.failed = 0, .passed = 4}, always));
  CHECK(is_settled({.failed = 0, .passed = 5}, always));
  CHECK(is_settled({.failed = 5, .passed = 0}, always));
  // Two failures of five boots could mean either.
  CHECK_FALSE(is_settled({.failed = 2, .passed = 3}, always));
  const Rates seldom{.bad = 0.2, .good = 0.001};
  CHECK_FALSE(is_settled({.failed = 0, .passed = 41}, seldom));
  CHECK(is_settled({.failed = 0, .passed = 42}, seldom));
  CHECK(is_settled({.failed = 100, .passed = 100}, {.bad = 0.5, .good = 0.5}));
}

TEST_CASE("one false failure does not make a commit bad that stands alone, and any does where none is false",
          "[own_boots]") {
  CHECK(term(standing_alone(booted(1, 9), {.bad = 0.97, .good = 0.02})) == "good");
  CHECK(term(standing_alone(booted(1, 9), {.bad = 0.2, .good = 0})) == "bad");
  CHECK(term(standing_alone(booted(0, 5), {.bad = 0.97, .good = 0.02})) == "good");
}
