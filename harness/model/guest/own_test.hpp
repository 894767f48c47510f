// Decides what a user's own test came to, from the facts that the agent reported (guest-image/protocol.hpp).
#pragma once

#include "model/guest/ktap.hpp"

namespace kbisect {

// Sets the outcome of a report's only result if that has the role `own`, and clears the report's bail-out;
// leaves other reports alone.
// - A program that was killed by a signal has failed.
// - If it wrote complete KTAP (a plan, as many results, no bail-out), these decide: a skip if all were
//   skipped, else ok, and a failed result below it makes it fail in judge().
// - Otherwise the agent's reading of the exit code stays: 0 is ok, 4 (KSFT_SKIP) and 125 (git-bisect(1)) are
//   a skip, anything else has failed. But 0 is a skip after a bail-out, or if the results do not match the
//   plan.
void settle_own_test(KtapReport& report);

}  // namespace kbisect
