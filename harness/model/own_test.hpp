// What a user's own test came to, by the facts that the agent has reported of it (guest-image/protocol.hpp).
#pragma once

#include "model/ktap.hpp"

namespace kbisect {

// Gives a result with role own its outcome. A program that was killed by a signal has failed. Where it wrote
// whole KTAP (a plan, and as many results), those results decide: one that failed fails it, and where all
// were skipped it is skipped. Else its exit code does: 0 is ok, 4 (KSFT_SKIP) and 125 (git-bisect(1)) are a
// skip, any other has failed; a 0 after fewer results than planned, or after a bail-out,
// is a skip. Does nothing to other reports.
void settle_own_test(KtapReport& report);

}  // namespace kbisect
