// The mail that answers a series with what was found of it, for the user to read, change and send.
#pragma once

#include <optional>
#include <string>

#include "model/verification.hpp"

namespace kbisect {

// Headers and text (RFC 5322); to the cover letter, or to the patch that is to blame. With a Tested-by line
// (kernel: Documentation/process/submitting-patches.rst) by `user`, "Name <address>", only where the series
// fixes what it should, and without one where there is no user. Nothing where the series could not be judged.
std::optional<std::string> series_reply(const Verification& verification,
                                        const std::optional<std::string>& user);

}  // namespace kbisect
