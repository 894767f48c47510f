// A mail that answers a patch series with the test results, for the user to read, edit and send.
#pragma once

#include <optional>
#include <string>

#include "model/trials/verification.hpp"

namespace kbisect {

// Headers and text (RFC 5322), in reply to the patch to blame or, without one, to the cover letter or first
// patch. It has a Tested-by line (Linux: Documentation/process/submitting-patches.rst) for `user`, "Name
// <address>", only if the series fixes the symptom and a user is given. Nothing if the series could not be
// judged; `verification` must have an outcome.
std::optional<std::string> series_reply(const Verification& verification,
                                        const std::optional<std::string>& user);

}  // namespace kbisect
