#include "tools/kernel_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// Kconfig's own program, without which no kernel is configured; kernels of all ages have it here.
constexpr const char* landmark = "scripts/kconfig/conf.c";
// Kbuild takes these as signs that a tree has been built in.
constexpr std::array build_outputs{".config", "include/config", "include/generated"};

std::string built_in(const fs::path& source, const char* output) {
  return fmt::format("{} was built in, it has {}; give a clean copy, or one after `make mrproper`",
                     source.string(), output);
}

// The build output that a file in a tree is, or is part of; null for a source file.
const char* build_output(const std::string& file) {
  const auto found =
      std::find_if(build_outputs.begin(), build_outputs.end(), [&](const std::string_view output) {
        return file == output || (file.starts_with(output) && file[output.size()] == '/');
      });
  return found == build_outputs.end() ? nullptr : *found;
}

}  // namespace

Expected<void> check_source_folder(const fs::path& folder) {
  if (fs::exists(folder / ".git")) {
    return fail(
        fmt::format("{} is a git tree; give a revision of it, with --linux {} (`git stash create` makes one "
                    "of what is not committed)",
                    folder.string(), folder.string()));
  }
  if (!fs::is_regular_file(folder / landmark))
    return fail(fmt::format("{} is no kernel's source: it has no {}", folder.string(), landmark));
  for (const char* output : build_outputs) {
    if (!fs::exists(folder / output)) continue;
    return fail(built_in(folder, output));
  }
  return {};
}

Expected<void> check_source_commit(const GitReader& git, const std::string& id) {
  if (git.has(id, landmark)) return {};
  return fail(fmt::format("commit {} is no kernel's source: it has no {}", id, landmark));
}

void SourceTarballCheck::file(const std::string& path) {
  if (const char* output = build_output(path)) throw UsageError(built_in(tarball_, output));
  is_kernel_ = is_kernel_ || path == landmark;
}

void SourceTarballCheck::finish() const {
  if (is_kernel_) return;
  throw UsageError(
      fmt::format("{} holds no kernel's source: below its top folder, which each path in it must begin with, "
                  "is no {}",
                  tarball_.string(), landmark));
}

}  // namespace kbisect
