// What the single results of a guest test say beyond the verdict: a step that passed before a change and
// fails after it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/guest/ktap.hpp"

namespace kbisect {

// Takes the complete reports of the boots before and after. A result got worse if it passed in every boot
// before and failed in more than half of those after; returns the first of them by path: "case/step gives
// EBUSY". A skipped or missing result says nothing. A result that is only observed passes with the outcome
// OK.
std::optional<std::string> regression(const std::vector<KtapReport>& before,
                                      const std::vector<KtapReport>& after);

}  // namespace kbisect
