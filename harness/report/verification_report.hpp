// What `kbisect verify` found, for the terminal and for report.md.
#pragma once

#include <string>

#include "model/trials/verification.hpp"

namespace kbisect {

std::string verification_summary(const Verification& verification);
std::string verification_markdown(const Verification& verification);

}  // namespace kbisect
