// What boots say beyond the verdict: a step that passed before a change and fails after it, a complaint of
// the kernel that is new. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/guest/kernel_log.hpp"
#include "model/guest/ktap.hpp"

namespace kbisect {

// Takes the complete reports of the boots before and after. A result got worse if it passed in every boot
// before and failed in more than half of those after; returns the first of them by path: "case/step gives
// EBUSY". A skipped or missing result says nothing. A result that is only observed passes with the outcome
// OK.
std::optional<std::string> regression(const std::vector<KtapReport>& before,
                                      const std::vector<KtapReport>& after);

// The same for a result that failed in some boots after, but not in most: in at least two of them, and a
// quarter. "case/step gives EBUSY in 2 of 5 boots"
std::optional<std::string> regression_now_and_then(const std::vector<KtapReport>& before,
                                                   const std::vector<KtapReport>& after);

// How many results have no subtests and are not skipped, and how many of these passed in every boot.
struct PassCount {
  size_t passed = 0;
  size_t results = 0;
  bool operator==(const PassCount&) const = default;
};
// Takes the complete reports of some boots.
PassCount count_passes(const std::vector<KtapReport>& boots);

// Takes the complaints in the kernel log of each boot. One of those before that stops early cannot show what
// comes later, so that the answer then is no more than a suspicion. Returns the first one that no boot before
// had and more than half of those after have: "the kernel logs WARNING in foo_bar". Source lines do not make
// two of one. Lockups, hung tasks and RCU stalls, which a slow machine causes as well, say nothing.
std::optional<std::string> new_complaint(const std::vector<std::vector<Splat>>& before,
                                         const std::vector<std::vector<Splat>>& after);

}  // namespace kbisect
