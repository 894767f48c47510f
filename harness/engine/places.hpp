// Where things are on this machine; the command line may move each of them.
#pragma once

#include <filesystem>
#include <string>

namespace kbisect {

struct Places {
  std::filesystem::path configs;  // profiles and campaigns
  std::filesystem::path agent;    // the guest's /init
  std::filesystem::path cache;    // worktrees, build directories, ccache, initramfs
  std::filesystem::path results;  // a folder for each run
};

// What the build tree says, the user's cache folder ($XDG_CACHE_HOME/kbisect, else ~/.cache/kbisect; empty
// where there is neither) and ./results.
Places default_places();

// "~/linux" with the user's home for the tilde.
std::filesystem::path with_home(const std::string& path);

// Everything kept for one repository, found by its common .git directory.
struct TreePlaces {
  std::filesystem::path lock;
  std::filesystem::path worktree;
  std::filesystem::path build;  // directly below the worktree, so that Kbuild uses relative paths and ccache
                                // hits wherever it lies
  std::filesystem::path search_build;  // the same for kernels of the search profile
  std::filesystem::path images;        // of the commits that the run under way has tested
};
TreePlaces places_for_tree(const Places& places, const std::filesystem::path& common_git_directory);

}  // namespace kbisect
