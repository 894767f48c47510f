// What is searched for between the ends: the commit that broke something, or the one that repaired it.
// Commits before it are old, it and those after it are new (git-bisect(1), "Alternate terms"). The hunts
// differ in which of the two fails.
#pragma once

#include <string>

#include "model/verdict.hpp"

namespace kbisect {

enum class Hunt {
  regression,  // old commits are good, new ones bad
  fix,         // old commits are bad, new ones good
};

// A skip is neither new nor old.
bool is_new(const Verdict& verdict, Hunt hunt);

// git's words for the two sides: "good" and "bad", or "broken" and "fixed".
std::string old_term(Hunt hunt);
std::string new_term(Hunt hunt);
// One of these words, or "skip".
std::string git_term(const Verdict& verdict, Hunt hunt);

// "culprit" or "fix"
std::string name_of_sought(Hunt hunt);

}  // namespace kbisect
