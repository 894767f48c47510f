// What the process says to its caller; README has the same table.
#pragma once

namespace kbisect {

enum class ExitCode {
  found = 0,           // the culprit was found (or the command did what it was asked)
  infrastructure = 1,  // the machine failed; `kbisect resume` goes on with a run
  usage = 2,           // bad input: nothing was started
  no_answer = 3,  // nothing that was looked for was found, or it could not be judged: only skipped commits
                  // are left, no release is good, no switch helps, no smaller config shows the bug
  ends_contradict = 4,  // the good end is not good or the bad end is not bad; of run and slim, also: an end
                        // cannot be tested
  does_not_hold = 5,  // a claim: the proof of a culprit, what a run says when it is made again, that a series
                      // fixes
  interrupted = 130,  // Ctrl-C, SIGTERM, a closed terminal; `kbisect resume` goes on with a run
};

}  // namespace kbisect
