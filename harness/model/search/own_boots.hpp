// Judging a kernel by its own boots alone, where the rates at which boots fail are known. (A search weighs
// the boots of all commits together: belief.hpp.)
#pragma once

#include <vector>

#include "model/search/failure_rates.hpp"
#include "model/step.hpp"

namespace kbisect {

// Counts the boots that could be judged.
Tally tally_of(const std::vector<Run>& runs);

// Whether no more boots are needed: they leave at most chance_of_luck (proof_boots.hpp) for the other
// verdict, or the limit of boots is reached.
bool is_settled(const Tally& tally, const Rates& rates);

// Good or bad, whichever is likelier; a skip if no boot could be judged.
Verdict standing_alone(const Step& step, const Rates& rates);

}  // namespace kbisect
