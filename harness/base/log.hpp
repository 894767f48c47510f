// The diagnostic log of a run (kbisect.log in its folder): what was started, how it ended. Not for the user's
// eyes first, and never parsed.
#pragma once

#include <filesystem>
#include <string>

namespace kbisect::log {

// Until then messages go nowhere.
void open(const std::filesystem::path& file);
void debug(const std::string& message);
void warn(const std::string& message);

}  // namespace kbisect::log
