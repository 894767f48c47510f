// What a guest test's single results say that the verdict does not: a step that passed before a change and
// fails after it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/ktap.hpp"

namespace kbisect {

// The whole reports of the boots before and after. A result has got worse where it passed in each boot before
// and failed in more than half of those after: "case/step gives EBUSY", of the first one. A result that is
// skipped or not there says nothing. What is only observed passes with the outcome OK.
std::optional<std::string> regression(const std::vector<KtapReport>& before,
                                      const std::vector<KtapReport>& after);

}  // namespace kbisect
