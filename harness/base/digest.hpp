// SHA-256 (FIPS 180-4) in lower-case hexadecimal, and random bytes, by OpenSSL. Throws InfrastructureError
// when OpenSSL offers no SHA-256 or no random bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

std::string sha256(std::string_view bytes);

// Of several texts. The length of each counts, so no two sequences are the same bytes.
std::string sha256(const std::vector<std::string>& pieces);

// Throws InfrastructureError when the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

// `bytes` random bytes from OpenSSL's CSPRNG as 2 * `bytes` lower-case hexadecimal characters.
std::string random_hex(int bytes);

}  // namespace kbisect
