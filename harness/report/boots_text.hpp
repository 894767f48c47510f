// What boots have shown, as all reports say it.
#pragma once

#include <string>
#include <vector>

#include "model/search/failure_rates.hpp"
#include "model/step.hpp"

namespace kbisect {

// "5 of 5 failed"; "-" without a boot that could be judged.
std::string boots_text(const Tally& tally);
// The same, and how many more could not be judged: "5 of 5 failed, 1 not judged".
std::string boots_text(const Tally& tally, int not_judged);
std::string boots_text(const std::vector<Run>& runs);

}  // namespace kbisect
