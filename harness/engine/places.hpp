// Where things are on this machine; the command line can change each of these.
#pragma once

#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "model/arch.hpp"

namespace kbisect {

struct Places {
  std::filesystem::path configs;  // profiles and campaigns
  std::filesystem::path cache;    // what is below, and may be deleted while no run is on
  std::filesystem::path results;  // one folder for each run

  // --- the folders of the cache ---
  std::filesystem::path trees() const { return cache / "trees"; }  // worktrees and builds (TreePlaces)
  std::filesystem::path kernels() const { return cache / "kernels"; }
  std::filesystem::path ccache() const { return cache / "ccache"; }
  std::filesystem::path guest_images() const { return cache / "initramfs"; }
  std::filesystem::path timings() const { return cache / "timings"; }
  std::filesystem::path search_profiles() const { return cache / "search-profiles"; }
  // The repository that holds source folders and tarballs as commits (tools/source_repository.hpp).
  std::filesystem::path source_repository() const { return cache / "sources.git"; }
};

// The guest's /init, compiled for this architecture. The file does not exist if its compiler was missing when
// kbisect was built.
std::filesystem::path agent_for(const Arch& arch);
// The agent that runs on this machine. All agents contain the same tests.
std::filesystem::path native_agent();

// The configs folder that was compiled in, the user's cache folder ($XDG_CACHE_HOME/kbisect, else
// ~/.cache/kbisect; empty if neither variable is set) and ./results.
Places default_places();

// Replaces the tilde of "~" or "~/linux" by the user's home. Throws UsageError when HOME is needed and not
// set.
std::filesystem::path with_home(const std::string& path);

// The absolute path that `asked` means for the user; `what` it is for ("--patch") begins the message. Throws
// UsageError when it is empty, or as with_home().
std::filesystem::path given_path(const std::string& asked, const std::string& what);

// Everything kept for one repository, which is identified by its common .git directory. Each architecture has
// build directories of its own.
struct TreePlaces {
  std::filesystem::path lock;
  std::filesystem::path worktree;
  std::filesystem::path build;  // directly below the worktree, so that Kbuild uses relative paths and ccache
                                // hits wherever the worktree is
  std::filesystem::path search_build;  // the same for kernels of the search profile
  std::filesystem::path images;        // of the commits that the current run has tested
};
TreePlaces places_for_tree(const Places& places, const Arch& arch,
                           const std::filesystem::path& common_git_directory);

// Locks the tree for the lifetime of the result. Throws UsageError naming who is using `tree` already.
FileLock lock_tree(const TreePlaces& places, const std::string& tree);

}  // namespace kbisect
