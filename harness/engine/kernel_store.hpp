// Kernels that were built on this machine, for all runs of a user: the same source with the same config, by
// the same tools, is not built again. Any number of processes may use it at once, and any part of it may be
// deleted at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/image_store.hpp"
#include "model/campaign.hpp"
#include "model/step.hpp"

namespace kbisect {

// All that a kernel comes from.
struct KernelOrigin {
  // And not its tree alone: a config may have the commit's name in the kernel's release.
  std::string commit;
  std::vector<std::string> patches;  // applied to it in this order, as git apply takes them
  std::string profile_digest;
  std::string_view arch;
  std::string toolchain_digest;
};

// 64 hexadecimal digits.
std::string key_of(const KernelOrigin& origin);

struct StoredKernel {
  Image image;
  std::string inputs;  // of its build, as BuildInputs::to_text writes them
};

// To whoever waits for a build.
inline constexpr const char* said_of_kept_kernel = "    an earlier run has built this kernel";

class KernelStore {
 public:
  static constexpr std::uintmax_t usual_bytes = 2ULL << 30;

  // The kernels that were wanted last stay while all of them take less than `most_bytes`. Where they are to
  // be ignored, none is found.
  KernelStore(std::filesystem::path folder, KeptKernels use, std::uintmax_t most_bytes = usual_bytes)
      : folder_(std::move(folder)), use_(use), most_bytes_(most_bytes) {}

  // The kernel kept under this key, now in `images`, its config in `step`'s folder as a build leaves it
  // there. Nothing where there is none, or what there is has lost a bit.
  std::optional<StoredKernel> take(const std::string& key, const ImageStore& images,
                                   const std::filesystem::path& step) const;
  // `step` is the folder that its build has left the config in. Throws InfrastructureError.
  void keep(const std::string& key, const StoredKernel& kernel, const std::filesystem::path& step) const;

 private:
  void make_room() const;

  std::filesystem::path folder_;
  KeptKernels use_;
  std::uintmax_t most_bytes_;
};

}  // namespace kbisect
