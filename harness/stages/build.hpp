// From a checked-out commit to a bootable kernel, or to the reason why there is none.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model/step.hpp"
#include "stages/watch.hpp"
#include "tools/kbuild.hpp"
#include "tools/kconfig.hpp"

namespace kbisect {

// The file in a step's folder with the .config of its build, zstd-compressed.
inline constexpr const char* config_file = "config.zst";
// The symbols of that config, as parse_dot_config() reads them. Throws InfrastructureError when the file is
// missing or damaged.
std::map<std::string, std::string> config_left_in(const std::filesystem::path& folder);

// An object that the build of another commit failed at.
struct Suspect {
  std::string object;  // "fs/ext4/super.o"
  // The compiler's error, as first_build_error() gives it.
  std::string error;
};

class Builder {
 public:
  Builder() = default;
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  virtual ~Builder() = default;
  // Builds what is checked out and writes the build log and the config to `folder`, which must exist. The
  // suspects are built first: a commit that fails at one of them in the same way then costs only seconds.
  // Throws InfrastructureError when the machine is at fault, Interrupted as base/interrupt.hpp says.
  virtual Build build(const std::filesystem::path& folder, const std::vector<Suspect>& suspects,
                      Watch& watch) = 0;
  // Identifies the profile that kernels are configured from.
  virtual std::string profile_digest() const = 0;
  // What the builds so far have read; at least for those objects that have not been built again.
  virtual BuildRecords records() const = 0;
};

// Configures from a profile and runs make, always in the same build directory, so that make rebuilds only
// what has changed.
class KernelBuilder : public Builder {
 public:
  // `deadline` limits each run of make.
  KernelBuilder(Kbuild kbuild, Profile profile, std::chrono::seconds deadline);
  Build build(const std::filesystem::path& folder, const std::vector<Suspect>& suspects,
              Watch& watch) override;
  std::string profile_digest() const override { return profile_.digest; }
  BuildRecords records() const override { return read_records(kbuild_); }

 private:
  bool make_target(std::string_view target, const std::filesystem::path& log, Watch& watch,
                   Build& build) const;
  bool make_image_file(std::string_view target, std::string_view image, const std::filesystem::path& log,
                       Watch& watch, Build& build) const;
  bool fails_again(const Suspect& suspect, const std::filesystem::path& log, Watch& watch,
                   Build& build) const;
  std::filesystem::path make_image(const std::filesystem::path& log, const std::vector<Suspect>& suspects,
                                   Watch& watch, Build& build) const;

  Kbuild kbuild_;
  Profile profile_;
  std::chrono::seconds deadline_;
};

}  // namespace kbisect
