// What `kbisect releases` found: on the terminal after the trials' own summary, and in report.md.
#pragma once

#include <string>

#include "model/trials/release_hunt.hpp"

namespace kbisect {

// `program` is how the command that it proposes begins.
std::string releases_finding(const ReleaseHunt& hunt, const std::string& program);
std::string releases_markdown(const ReleaseHunt& hunt);

}  // namespace kbisect
