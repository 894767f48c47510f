// Where things are on this machine; the command line may move each of them.
#pragma once

#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "model/arch.hpp"

namespace kbisect {

struct Places {
  std::filesystem::path configs;  // profiles and campaigns
  std::filesystem::path cache;    // worktrees, builds, kernels, ccache, guest images, timings, profiles
  std::filesystem::path results;  // a folder for each run
};

// The guest's /init, compiled for this architecture; there is none where its compiler was missing when
// kbisect was built.
std::filesystem::path agent_for(const Arch& arch);
// The one that runs here. All hold the same tests.
std::filesystem::path native_agent();

// What the build tree says, the user's cache folder ($XDG_CACHE_HOME/kbisect, else ~/.cache/kbisect; empty
// where there is neither) and ./results.
Places default_places();

// "~/linux" with the user's home for the tilde.
std::filesystem::path with_home(const std::string& path);

// Everything kept for one repository, found by its common .git directory. Builds for another architecture
// than the last run's find nothing of that one's.
struct TreePlaces {
  std::filesystem::path lock;
  std::filesystem::path worktree;
  std::filesystem::path build;  // directly below the worktree, so that Kbuild uses relative paths and ccache
                                // hits wherever it lies
  std::filesystem::path search_build;  // the same for kernels of the search profile
  std::filesystem::path images;        // of the commits that the run under way has tested
};
TreePlaces places_for_tree(const Places& places, const Arch& arch,
                           const std::filesystem::path& common_git_directory);

// Of whatever is no user's git tree: source trees and tarballs, as commits (tools/source_repository.hpp).
std::filesystem::path source_repository(const Places& places);

// Throws UsageError naming whoever is at work on `tree` already.
FileLock lock_tree(const TreePlaces& places, const std::string& tree);

}  // namespace kbisect
