#include "engine/image_store.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;

fs::path ImageStore::keep(const fs::path& image, const std::string& digest) const {
  // find() verifies the content: a power cut may have left the file without its bytes.
  if (const auto found = find(digest)) return *found;
  fs::path kept = folder_ / digest;
  make_directories(folder_);
  // Copied aside and renamed, so that a partial copy never has the final name.
  const fs::path aside = folder_ / (digest + ".part");
  std::error_code error;
  fs::copy_file(image, aside, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(aside, kept, error);
  if (error) {
    throw InfrastructureError(
        fmt::format("cannot keep {} as {}: {}", image.string(), kept.string(), error.message()));
  }
  return kept;
}

fs::path ImageStore::keep_bytes(std::string_view image, const std::string& digest) const {
  fs::path kept = folder_ / digest;
  make_directories(folder_);
  write_atomically(kept, image);
  return kept;
}

std::optional<fs::path> ImageStore::find(const std::string& digest) const {
  fs::path kept = folder_ / digest;
  if (!fs::exists(kept) || sha256_of_file(kept) != digest) return std::nullopt;
  return kept;
}

void ImageStore::clear() const {
  remove_tree(folder_);
}

}  // namespace kbisect
