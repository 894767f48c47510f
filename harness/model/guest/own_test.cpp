#include "model/guest/own_test.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "guest-image/protocol.hpp"

namespace kbisect {
namespace {

bool all_are(const std::vector<KtapResult>& results, KtapOutcome outcome) {
  return std::all_of(results.begin(), results.end(),
                     [&](const KtapResult& result) { return result.outcome == outcome; });
}

void skip(KtapResult& own, std::string why) {
  own.outcome = KtapOutcome::skip;
  own.directive = std::move(why);
}

void settle(KtapResult& own, bool bailed_out) {
  const bool has_plan = own.planned_children.value_or(0) > 0;
  const bool is_whole =
      has_plan && !bailed_out && own.children.size() == static_cast<size_t>(*own.planned_children);
  if (!diagnostic_value(own, protocol::signal_prefix).empty()) {
    own.outcome = KtapOutcome::not_ok;
  } else if (is_whole) {
    // A failed result below it still makes it fail in judge(), however deep it is.
    own.outcome = KtapOutcome::ok;
    if (all_are(own.children, KtapOutcome::skip)) skip(own, "all of its results are skipped");
  } else if (bailed_out && own.outcome == KtapOutcome::ok) {
    skip(own, "it exits with 0 after bailing out");
  } else if (has_plan && own.outcome == KtapOutcome::ok) {
    skip(own, fmt::format("it exits with 0 after {} results of {} planned", own.children.size(),
                          *own.planned_children));
  }
}

}  // namespace

void settle_own_test(KtapReport& report) {
  if (report.results.size() != 1) return;
  KtapResult& own = report.results.front();
  if (diagnostic_value(own, protocol::role_prefix) != protocol::role_own) return;
  settle(own, !report.bail_out.empty());
  // How the program ended already tells about its own bail-out.
  report.bail_out.clear();
}

}  // namespace kbisect
