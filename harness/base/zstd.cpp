#include "base/zstd.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <memory>

#include "base/files.hpp"

namespace kbisect {
namespace {
constexpr int compression_level = 6;
}

std::string zstd_compress(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) throw InfrastructureError(fmt::format("zstd: {}", ZSTD_getErrorName(size)));
  frame.resize(size);
  return frame;
}

Expected<std::string> zstd_decompress(std::string_view frame) {
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
    return fail("not a zstd frame of known size");
  std::string bytes(size, '\0');
  const size_t done = ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(done) != 0) return fail(fmt::format("zstd: {}", ZSTD_getErrorName(done)));
  return bytes;
}

std::filesystem::path zstd_replace_file(const std::filesystem::path& plain) {
  std::filesystem::path compressed = plain.string() + ".zst";
  write_atomically(compressed, zstd_compress(or_infrastructure_error(read_file(plain))));
  std::filesystem::remove(plain);
  return compressed;
}

}  // namespace kbisect
