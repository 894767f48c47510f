// Kernels that were built on this machine, shared by all runs of a user: the same source with the same config
// and the same tools is not built again. Any number of processes may use the store at once, and kernels may
// be deleted from it at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/image_store.hpp"
#include "model/arch.hpp"
#include "model/campaign.hpp"
#include "model/patches/named_patch.hpp"
#include "model/step.hpp"

namespace kbisect {

// Everything that determines a kernel.
struct KernelOrigin {
  // The commit and not just its tree, because a config may put the commit's name into the kernel release.
  std::string commit;
  std::vector<NamedPatch> fixups;   // applied to it first, in this order
  std::vector<NamedPatch> patches;  // applied then
  std::string profile_digest;
  const Arch& arch;
  std::string toolchain_digest;
};

// A SHA-256, as 64 hexadecimal digits. The names of the patches do not count.
std::string key_of(const KernelOrigin& origin);

struct StoredKernel {
  Image image;
  std::string inputs;  // what its build has read, as BuildInputs::to_text writes it
};

class KernelStore {
 public:
  static constexpr std::uintmax_t usual_bytes = 2ULL << 30;

  // When the kernels take more than `most_bytes`, the least recently used ones are deleted. With
  // KeptKernels::ignore take() finds nothing, while keep() still stores.
  KernelStore(std::filesystem::path folder, KeptKernels use, std::uintmax_t most_bytes = usual_bytes)
      : folder_(std::move(folder)), use_(use), most_bytes_(most_bytes) {}

  // Copies the kernel kept under this key into `images`, and its config into the folder `step`, as a build
  // leaves it there. nullopt if there is none or its image is damaged. Throws InfrastructureError.
  std::optional<StoredKernel> take(const std::string& key, const ImageStore& images,
                                   const std::filesystem::path& step) const;
  // Whether take() is likely to find a kernel under this key; its files are not read.
  bool has(const std::string& key) const;
  // `step` is the folder in which its build left the config. Throws InfrastructureError.
  void keep(const std::string& key, const StoredKernel& kernel, const std::filesystem::path& step) const;

 private:
  void make_room() const;

  std::filesystem::path folder_;
  KeptKernels use_;
  std::uintmax_t most_bytes_;
};

}  // namespace kbisect
