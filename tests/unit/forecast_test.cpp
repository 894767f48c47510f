#include "model/search/forecast.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

Step built(ConfigKind config, double make_seconds, int boots) {
  Step step{.config = config, .checkout_seconds = 1};
  step.build.result = Image{"i", "d", "c"};
  step.build.make_seconds = make_seconds;
  for (int i = 0; i < boots; ++i) step.runs.push_back({.verdict = Good{}, .seconds = 2});
  return step;
}

BuildTimes times_of_run() {
  Step reused = built(ConfigKind::full, 0, 1);
  reused.build.reused = true;
  Step failed = built(ConfigKind::full, 5, 0);
  failed.build.result = Skip{SkipReason::cannot_build, "x"};
  BuildTimes times;
  times.add({built(ConfigKind::search, 7, 1), failed, built(ConfigKind::full, 99, 2), reused,
             built(ConfigKind::full, 9, 1), built(ConfigKind::full, 19, 1)},
            ConfigKind::full);
  return times;
}

}  // namespace

TEST_CASE("the first build of a run is told from later ones, and other configs and failures left out",
          "[forecast]") {
  const BuildTimes times = times_of_run();
  CHECK(times.first == std::vector<double>{100});
  CHECK(times.later == std::vector<double>{10, 20});
  CHECK(times.boots.size() == 5);
  const BuildTimes again = build_times_from_json(to_json(times)).value();
  CHECK(again.later == times.later);
  CHECK_FALSE(build_times_from_json(nlohmann::json::parse(R"({"first": 3})")).has_value());
}

TEST_CASE("old runs are forgotten", "[forecast]") {
  BuildTimes times;
  for (int i = 0; i < 1000; ++i) times.add({built(ConfigKind::full, i, 3)}, ConfigKind::full);
  CHECK(times.first.size() < 100);
  CHECK(times.first.back() == 1000);
}

TEST_CASE("a run is forecast where both of its configs were built before", "[forecast]") {
  const BuildTimes full = times_of_run();
  BuildTimes search;
  CHECK_FALSE(forecast(1000, search, full, false).has_value());
  search.add({built(ConfigKind::search, 29, 1), built(ConfigKind::search, 4, 1)}, ConfigKind::search);
  // Nine commits and two ends: builds 30 + 10 * 5 s and 27.5 boots; the proof: 100 + 2 * 20 s and 15 boots.
  CHECK(forecast(1000, search, full, false).value() == Approx(30 + 50 + 55 + 140 + 30));
  CHECK(forecast(1000, full, full, true).value() == Approx(100 + 200 + 55 + 60 + 30));
  CHECK(forecast(14995, search, full, false) > forecast(1000, search, full, false));
}
