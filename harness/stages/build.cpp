#include "stages/build.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/zstd.hpp"
#include "model/kernel/build_log.hpp"
#include "model/kernel/elf_notes.hpp"

namespace kbisect {
namespace fs = std::filesystem;

std::map<std::string, std::string> config_left_in(const fs::path& folder) {
  return parse_dot_config(
      or_infrastructure_error(read_file(folder / config_file).and_then([](const std::string& frame) {
        return zstd_decompress(frame);
      })));
}

KernelBuilder::KernelBuilder(Kbuild kbuild, Profile profile, std::chrono::seconds deadline)
    : kbuild_(std::move(kbuild)), profile_(std::move(profile)), deadline_(deadline) {}

Build KernelBuilder::build(const fs::path& folder, const std::vector<Suspect>& suspects, Watch& watch) {
  Build build;
  if (was_cut_off(kbuild_)) {
    watch.note("the last build here was cut off; its build directory is made anew");
    remove_tree(kbuild_.build);
  }
  watch.phase_began(Phase::configure);
  const Stopwatch configuring;
  const auto config = configure(kbuild_, profile_);
  build.configure_seconds = configuring.seconds();
  if (!config) {
    build.result = Skip{SkipReason::cannot_configure, config.error().message};
    return build;
  }
  write_atomically(folder / config_file,
                   zstd_compress(or_infrastructure_error(read_file(kbuild_.build / ".config"))));

  watch.phase_began(Phase::build);
  const fs::path log = folder / "build.log";
  const Stopwatch making;
  const fs::path image = make_image(log, suspects, watch, build);
  build.make_seconds = making.seconds();
  build.log = zstd_replace_file(log).filename();
  if (!image.empty()) build.result = Image{image, sha256_of_file(image), *config};
  return build;
}

// Returns false, with the reason in build.result, when make fails.
bool KernelBuilder::make_target(std::string_view target, const fs::path& log, Watch& watch,
                                Build& build) const {
  const auto outcome =
      make(kbuild_, {.target = std::string(target),
                     .deadline = deadline_,
                     .log = log,
                     .on_progress = [&](const BuildProgress& p) { watch.build_progressed(p); }});
  if (const auto* failed = std::get_if<MakeFailed>(&outcome)) {
    build.objects += failed->objects;
    build.failed_object = failed->object;
    build.result =
        Skip{failed->is_too_slow ? SkipReason::build_timed_out : SkipReason::cannot_build, failed->reason};
    return false;
  }
  build.objects += std::get<MakeDone>(outcome).objects;
  return true;
}

// The same for an image, which must be a regular file: a symlink could lead anywhere, and a FIFO would block.
bool KernelBuilder::make_image_file(std::string_view target, std::string_view image, const fs::path& log,
                                    Watch& watch, Build& build) const {
  if (!make_target(target, log, watch, build)) return false;
  if (fs::is_regular_file(fs::symlink_status(kbuild_.build / image))) return true;
  remove_tree(kbuild_.build / image);
  build.result = Skip{SkipReason::cannot_build, fmt::format("make {} left no file {}", target, image)};
  return false;
}

// An object may fail as a target of its own although the build makes it in another way (host programs, the
// boot loader's objects) or not at all (its symbol is off). It therefore counts only if it fails with the
// same error, and so does its directory, which make builds as the config says.
bool KernelBuilder::fails_again(const Suspect& suspect, const fs::path& log, Watch& watch,
                                Build& build) const {
  if (!has_source(kbuild_, suspect.object)) return false;
  const std::string directory = suspect.object.substr(0, suspect.object.rfind('/') + 1);
  for (const std::string& target : {suspect.object, directory}) {
    if (make_target(target, log, watch, build)) {
      build.failed_object.clear();
      return false;
    }
    if (is_same_error(std::get<Skip>(build.result).detail, suspect.error)) continue;
    build.failed_object.clear();
    return false;
  }
  return true;
}

// Returns the image to boot; empty, with the reason in build.result, when make fails.
fs::path KernelBuilder::make_image(const fs::path& log, const std::vector<Suspect>& suspects, Watch& watch,
                                   Build& build) const {
  for (const Suspect& suspect : suspects) {
    if (fails_again(suspect, log, watch, build)) return {};
  }
  const Arch& arch = *kbuild_.arch;
  if (!arch.direct_image.empty()) {
    if (!make_image_file(arch.direct_image, arch.direct_image, log, watch, build)) return {};
    fs::path direct = kbuild_.build / arch.direct_image;
    if (has_pvh_entry(or_infrastructure_error(read_file(direct)))) return direct;
  }
  if (!make_image_file(arch.boot_target, arch.boot_image, log, watch, build)) return {};
  return kbuild_.build / arch.boot_image;
}

}  // namespace kbisect
