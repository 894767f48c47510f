// Kernel images of the tested commits, kept until the run ends: a commit whose verdict becomes doubtful is
// booted again without another build.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kbisect {

class ImageStore {
 public:
  explicit ImageStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Copies an image, which the next build would overwrite, and returns the path of the copy. `digest` is its
  // SHA-256. Throws InfrastructureError. keep_bytes() takes an image that is in memory.
  std::filesystem::path keep(const std::filesystem::path& image, const std::string& digest) const;
  std::filesystem::path keep_bytes(std::string_view image, const std::string& digest) const;
  // The path of the image with this SHA-256, which is verified; nullopt if there is none.
  std::optional<std::filesystem::path> find(const std::string& digest) const;
  // Deletes all images.
  void clear() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace kbisect
