// Builds real kernels for tests: commits of a replica, one after the other in one build directory as a run
// does, with the ccache directory of the user's runs.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "model/arch.hpp"
#include "stages/build.hpp"
#include "support/catch.hpp"
#include "tools/git_worktree.hpp"
#include "tools/profile_files.hpp"

class Silent : public kbisect::Watch {
 public:
  void phase_began(kbisect::Phase) override {}
  void tick() override {}
  void build_progressed(const kbisect::BuildProgress&) override {}
  void note(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
};

// The replica of the demo. All tests that build its kernels share one ccache.
inline void make_replica(const std::filesystem::path& folder) {
  kbisect::run_or_throw(
      {.argv = {KBISECT_BINARY, "replica", folder.string(), "--commits", "128", "--seed", "1"}});
}

class KernelBench {
 public:
  KernelBench(const std::filesystem::path& repository, const std::string& profile)
      : worktree_(repository, folder_.path() / "worktree"),
        builder_({.source = folder_.path() / "worktree",
                  .build = folder_.path() / "worktree/.kbisect-build",
                  .arch = kbisect::find_arch("x86_64"),
                  .jobs = 2,
                  .ccache = kbisect::find_program("ccache")
                                ? std::filesystem::path(std::getenv("HOME")) / ".cache/kbisect/ccache"
                                : std::filesystem::path()},
                 kbisect::load_profile(KBISECT_SOURCE_DIR "/configs", profile, *kbisect::find_arch("x86_64"),
                                       {"CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE"})
                     .value(),
                 std::chrono::hours(2)) {}

  // The image is valid until the next build.
  kbisect::Image build(const std::string& commit) {
    worktree_.add(commit);
    worktree_.checkout(commit);
    Silent silent;
    const kbisect::Build build = builder_.build(folder_.path(), {}, silent);
    REQUIRE(std::holds_alternative<kbisect::Image>(build.result));
    return std::get<kbisect::Image>(build.result);
  }

  kbisect::BuildInputs inputs() const { return builder_.records().inputs; }

 private:
  kbisect::TemporaryDirectory folder_;
  kbisect::GitWorktree worktree_;
  kbisect::KernelBuilder builder_;
};
