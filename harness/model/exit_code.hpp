// What the process says to its caller; README has the same table.
#pragma once

namespace kbisect {

enum class ExitCode {
  found = 0,            // the culprit was found (or the command did what it was asked)
  infrastructure = 1,   // the machine failed; `kbisect resume` goes on with a run
  usage = 2,            // bad input: nothing was started
  only_skipped = 3,     // only skipped commits are left; each of them could be the culprit
                        // (of trials: one could not be judged)
  ends_contradict = 4,  // the good end is not good or the bad end is not bad
  not_agreed = 5,       // a claim does not hold: the proof of a culprit, what a run says when it is made
                        // again, that a series fixes
  interrupted = 130,    // Ctrl-C or SIGTERM; `kbisect resume` goes on with a run
};

}  // namespace kbisect
