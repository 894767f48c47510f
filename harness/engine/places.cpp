#include "engine/places.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "base/environment.hpp"
#include "base/error.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr size_t tree_key_length = 16;

fs::path default_cache() {
  const std::string cache_home = environment_value("XDG_CACHE_HOME");
  // A relative path must be ignored (XDG Base Directory Specification).
  if (fs::path(cache_home).is_absolute()) return fs::path(cache_home) / "kbisect";
  const std::string home = environment_value("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache/kbisect";
}

fs::path home() {
  const std::string value = environment_value("HOME");
  if (value.empty())
    throw UsageError("HOME is not set; set it, or give --linux and all other paths without ~");
  return value;
}

}  // namespace

Places default_places() {
  return {.configs = KBISECT_CONFIGS_DIR, .cache = default_cache(), .results = "results"};
}

fs::path agent_for(const Arch& arch) {
  return fs::path(KBISECT_AGENTS) / fmt::format("kbisect-agent-{}", arch.name);
}

fs::path native_agent() {
  return fs::path(KBISECT_AGENTS) / "kbisect-agent-" KBISECT_NATIVE_ARCH;
}

fs::path with_home(const std::string& path) {
  if (path == "~") return home();
  if (path.starts_with("~/")) return home() / path.substr(2);
  return path;
}

fs::path given_path(const std::string& asked, const std::string& what) {
  if (asked.empty()) throw UsageError(fmt::format("{}: it is empty; give a path", what));
  return fs::absolute(with_home(asked)).lexically_normal();
}

TreePlaces places_for_tree(const Places& places, const Arch& arch, const fs::path& common_git_directory) {
  const fs::path folder = places.trees() / sha256(common_git_directory.string()).substr(0, tree_key_length);
  const fs::path worktree = folder / "kbisect-worktree";
  const std::string build = fmt::format(".kbisect-build-{}", arch.name);
  return {.lock = folder / "lock",
          .worktree = worktree,
          .build = worktree / build,
          .search_build = worktree / (build + "-search"),
          .images = folder / "images"};
}

FileLock lock_tree(const TreePlaces& places, const std::string& tree) {
  make_directories(places.lock.parent_path());
  auto lock = FileLock::acquire(places.lock, fmt::format("process {}", ::getpid()));
  if (!lock) throw UsageError(fmt::format("the tree {} is being bisected: {}", tree, lock.error().message));
  return std::move(*lock);
}

}  // namespace kbisect
