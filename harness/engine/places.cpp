#include "engine/places.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/digest.hpp"
#include "base/error.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr size_t tree_key_length = 16;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

fs::path default_cache() {
  const std::string cache_home = variable("XDG_CACHE_HOME");
  // A relative path must be ignored (XDG Base Directory Specification).
  if (fs::path(cache_home).is_absolute()) return fs::path(cache_home) / "kbisect";
  const std::string home = variable("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache/kbisect";
}

fs::path home() {
  const std::string value = variable("HOME");
  if (value.empty()) throw UsageError("HOME is not set; set it, or give an absolute --linux");
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
  if (path.rfind("~/", 0) == 0) return home() / path.substr(2);
  return path;
}

TreePlaces places_for_tree(const Places& places, const Arch& arch, const fs::path& common_git_directory) {
  const fs::path folder =
      places.cache / "trees" / sha256(common_git_directory.string()).substr(0, tree_key_length);
  const fs::path worktree = folder / "kbisect-worktree";
  const std::string build = fmt::format(".kbisect-build-{}", arch.name);
  return {.lock = folder / "lock",
          .worktree = worktree,
          .build = worktree / build,
          .search_build = worktree / (build + "-search"),
          .images = folder / "images"};
}

fs::path source_repository(const Places& places) {
  return places.cache / "sources.git";
}

FileLock lock_tree(const TreePlaces& places, const std::string& tree) {
  make_directories(places.lock.parent_path());
  auto lock = FileLock::acquire(places.lock, fmt::format("process {}", ::getpid()));
  if (!lock) throw UsageError(fmt::format("the tree {} is being bisected: {}", tree, lock.error().message));
  return std::move(*lock);
}

}  // namespace kbisect
