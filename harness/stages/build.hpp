// From a checked-out commit to a kernel that can be booted, or the reason why there is none.
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

// What a build leaves of its config in its folder, zstd.
inline constexpr const char* config_file = "config.zst";
// As parse_dot_config reads it. Throws InfrastructureError.
std::map<std::string, std::string> config_left_in(const std::filesystem::path& folder);

// An object that another commit failed at, and how.
struct Suspect {
  std::string object;  // "fs/ext4/super.o"
  std::string error;
};

class Builder {
 public:
  Builder() = default;
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  virtual ~Builder() = default;
  // Builds what is checked out. Logs and config go to `folder`. The suspects are made first, so that a commit
  // that fails at one of them in the same way costs seconds. Throws InfrastructureError when the machine is
  // at fault.
  virtual Build build(const std::filesystem::path& folder, const std::vector<Suspect>& suspects,
                      Watch& watch) = 0;
  // Of what kernels are configured by.
  virtual std::string profile_digest() const = 0;
  // What the builds so far have read, those at least whose objects are still as they were made.
  virtual BuildRecords records() const = 0;
};

// Configures by the profile and runs make in one warm build directory.
class KernelBuilder : public Builder {
 public:
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
