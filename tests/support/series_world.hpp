// A world with patches to verify, made by git on the history's bad end as a developer would.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/world.hpp"

inline void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// Makes a branch on the bad end with one commit for each behaviour, and writes its patches to `folder` with
// git format-patch, with a cover letter and base-commit.
inline void make_series(const World& world, const std::string& branch,
                        const std::vector<std::string>& behaviours, const std::filesystem::path& folder,
                        const std::vector<std::string>& format = {}) {
  world.git({"checkout", "--quiet", "-b", branch, "end"});
  for (const std::string& behaviour : behaviours) {
    write(world.tree() / "behaviour", behaviour + "\n");
    world.git({"commit", "--quiet", "-am", "loop: be " + behaviour + "\n\nWhy: because."});
  }
  std::vector<std::string> formatting{"format-patch", "--quiet",  "--cover-letter",
                                      "--base=end",   "--thread", "--to=list@example.com",
                                      "-o",           folder};
  if (format.empty()) {
    formatting.insert(formatting.end(), {"-v2", "--numbered"});
  } else {
    formatting.insert(formatting.end(), format.begin(), format.end());
  }
  formatting.emplace_back("end");
  world.git(formatting);
  world.git({"checkout", "--quiet", "main"});
}

// A world whose `patches/` holds a series on its bad end.
class SeriesWorld : public World {
 public:
  explicit SeriesWorld(const std::vector<std::string>& behaviours, const History& history = {})
      : World(history) {
    make_series(*this, "fix", behaviours, path() / "patches");
  }
};

inline std::filesystem::path patch_file(const World& world, const std::string& start) {
  for (const auto& entry : std::filesystem::directory_iterator(world.path() / "patches")) {
    if (entry.path().filename().string().starts_with(start)) return entry.path();
  }
  throw std::runtime_error("no patch " + start);
}

inline Ended verify(const World& world, const std::vector<std::string>& more) {
  return world.kbisect(world.trial_arguments("verify", more));
}

// Nothing of ours is left in the tree or the cache.
inline void require_clean(const World& world, const std::string& user_state_before) {
  CHECK(world.change_since(user_state_before).empty());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.cache() / "trees")) {
    INFO(entry.path());
    CHECK(entry.is_directory());
  }
}
