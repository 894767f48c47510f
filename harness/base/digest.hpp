// SHA-256 in lower-case hexadecimal (FIPS 180-4), by OpenSSL.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kbisect {

std::string sha256(std::string_view bytes);

// Throws InfrastructureError when the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

// Unpredictable lower-case hexadecimal of 2 * bytes characters.
std::string random_hex(int bytes);

}  // namespace kbisect
