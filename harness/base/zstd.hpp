// Compresses logs and records that are kept, as zstd frames (RFC 8878).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kbisect {

// One frame that states its content size and has a checksum of the content. Throws InfrastructureError.
std::string zstd_compress(std::string_view bytes);
// Fails on a damaged frame, and on anything that is not a complete frame with its content size stated.
Expected<std::string> zstd_decompress(std::string_view frame);

// Replaces the file `plain` by `plain`.zst and returns the new path. Throws InfrastructureError.
std::filesystem::path zstd_replace_file(const std::filesystem::path& plain);

}  // namespace kbisect
