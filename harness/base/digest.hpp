// SHA-256 (FIPS 180-4) in lower-case hexadecimal, and random bytes, by OpenSSL. Throws InfrastructureError
// when OpenSSL offers no SHA-256 or no random bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kbisect {

std::string sha256(std::string_view bytes);

// Throws InfrastructureError when the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

// `bytes` random bytes from OpenSSL's CSPRNG as 2 * `bytes` lower-case hexadecimal characters.
std::string random_hex(int bytes);

}  // namespace kbisect
