// Logs at rest are zstd frames (RFC 8878).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

std::string zstd_compress(std::string_view bytes);
Expected<std::string> zstd_decompress(std::string_view frame);

// Replaces `plain` by `plain`.zst and returns that path. Throws InfrastructureError.
std::filesystem::path zstd_replace_file(const std::filesystem::path& plain);

}  // namespace kbisect
