// Kernels of commits that were tested, kept until the run ends: a commit that becomes doubtful is booted
// again without being built again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kbisect {

class ImageStore {
 public:
  explicit ImageStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Copies an image that lies where the next build will overwrite it, and says where the copy is. Throws
  // InfrastructureError.
  std::filesystem::path keep(const std::filesystem::path& image, const std::string& digest) const;
  std::filesystem::path keep_bytes(std::string_view image, const std::string& digest) const;
  // The image with this SHA-256, read whole to be sure of it.
  std::optional<std::filesystem::path> find(const std::string& digest) const;
  void clear() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace kbisect
