// How often to boot before something counts as proven, by the rate at which boots fail at a bad commit.
#pragma once

namespace kbisect {

// Fewer are never enough, and more are never made.
constexpr int least_proof_boots = 5;
constexpr int most_proof_boots = 200;
// That a bad commit passes all of them: a tenth of what a whole run may be wrong by.
constexpr double chance_of_luck = 1e-4;

int proof_boots(double failure_rate);

}  // namespace kbisect
