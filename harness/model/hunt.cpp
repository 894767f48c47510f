#include "model/hunt.hpp"

namespace kbisect {

bool is_new(const Verdict& verdict, Hunt hunt) {
  return hunt == Hunt::regression ? std::holds_alternative<Bad>(verdict)
                                  : std::holds_alternative<Good>(verdict);
}

std::string old_term(Hunt hunt) {
  return hunt == Hunt::regression ? "good" : "broken";
}

std::string new_term(Hunt hunt) {
  return hunt == Hunt::regression ? "bad" : "fixed";
}

std::string git_term(const Verdict& verdict, Hunt hunt) {
  if (is_skip(verdict)) return "skip";
  return is_new(verdict, hunt) ? new_term(hunt) : old_term(hunt);
}

std::string name_of_sought(Hunt hunt) {
  return hunt == Hunt::regression ? "culprit" : "fix";
}

}  // namespace kbisect
