#include "base/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "base/error.hpp"

namespace kbisect {
namespace {

std::string hexadecimal(const unsigned char* bytes, size_t count) {
  std::string text;
  text.reserve(2 * count);
  for (size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw InfrastructureError("OpenSSL offers no SHA-256");
    }
  }
  void add(const void* bytes, size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
  std::string text() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
    return hexadecimal(digest.data(), length);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes.data(), bytes.size());
  return digest.text();
}

std::string sha256(const std::vector<std::string>& pieces) {
  std::string all;
  for (const std::string& piece : pieces) all += fmt::format("{}:{}\n", piece.size(), piece);
  return sha256(all);
}

std::string sha256_of_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw InfrastructureError(fmt::format("cannot read {}", path.string()));
  Sha256 digest;
  std::array<char, 65536> buffer{};
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    digest.add(buffer.data(), static_cast<size_t>(stream.gcount()));
  }
  if (stream.bad()) throw InfrastructureError(fmt::format("cannot read {}", path.string()));
  return digest.text();
}

std::string random_hex(int bytes) {
  std::vector<unsigned char> buffer(static_cast<size_t>(bytes));
  if (RAND_bytes(buffer.data(), bytes) != 1) throw InfrastructureError("OpenSSL has no random bytes");
  return hexadecimal(buffer.data(), buffer.size());
}

}  // namespace kbisect
