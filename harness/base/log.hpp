// The diagnostic log of a run (kbisect.log in its folder): which programs were started and how they ended. It
// is meant for bug reports and is never parsed. Not thread-safe.
#pragma once

#include <filesystem>
#include <string>

namespace kbisect::log {

// Appends to `file` from now on; messages logged before this call are dropped. Throws InfrastructureError
// when the file cannot be opened; later write errors are ignored.
void open(const std::filesystem::path& file);
void debug(const std::string& message);

}  // namespace kbisect::log
