// kbisect releases on real kernels: releases of a replica, and Debian's sources as two releases of one line.
#include "base/zstd.hpp"
#include "support/real_kernels.hpp"
#include "tools/source_repository.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

bool lacks(const char* path) {
  const bool is_missing = !fs::exists(path);
  if (is_missing) leave_out(std::string("there is no ") + path);
  return is_missing;
}

}  // namespace

// Releases made of the replica's two ends, newest last: v6.8 good, v6.9 and v6.10 bad, v6.11 not building,
// v6.12 bad, v6.13 repaired.
TEST_CASE("the bounds are found past a release that does not build, back and forward", "[real_releases]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  REQUIRE(run_kbisect({"replica", replica.string(), "--commits", "2", "--seed", "1"}).ok());
  const fs::path tree = scratch.path() / "tree";
  git_in(scratch.path(), {"clone", "--quiet", "--shared", "--no-checkout", replica.string(), tree.string()});
  git_in(tree, {"sparse-checkout", "set", "--no-cone", "/include/linux/blkdev.h", "/block/bdev.c"});
  git_in(tree, {"checkout", "--quiet", "replica-bad"});
  const std::string culprit =
      git_in(tree, {"rev-list", "replica-good..replica-bad", "--", "include/linux/blkdev.h"});
  git_in(tree, {"tag", "v6.8", "replica-good"});
  git_in(tree, {"tag", "v6.9", culprit});
  git_in(tree, {"commit", "--quiet", "--allow-empty", "-m", "6.10"});
  git_in(tree, {"tag", "v6.10"});
  const std::string source = or_infrastructure_error(read_file(tree / "block/bdev.c"));
  write_atomically(tree / "block/bdev.c", source + "#error does not build\n");
  git_in(tree, {"commit", "--quiet", "-a", "-m", "6.11"});
  git_in(tree, {"tag", "v6.11"});
  git_in(tree, {"revert", "--no-edit", "HEAD"});
  git_in(tree, {"tag", "v6.12"});
  git_in(tree, {"revert", "--no-edit", culprit});
  git_in(tree, {"tag", "v6.13"});

  const auto releases = [&](const std::string& results, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"releases",  "v6.12",       "--linux",   tree.string(),
                                       "--profile", small_profile, "--boots",   "2",
                                       "--ccache",  "on",          "--results", results};
    arguments.insert(arguments.end(), more.begin(), more.end());
    REQUIRE(run_kbisect(arguments, scratch.path()).shell_status() == 0);
    return result_in(only_entry(scratch.path() / results));
  };
  const json back = releases("back", {});
  CHECK(back["outcome"] == json({{"kind", "bounds-found"}, {"good", "v6.8"}, {"bad", "v6.10"}}));
  REQUIRE(back["rows"].size() == 4);
  CHECK(back["rows"][0]["verdict"]["errno"] == "EBUSY");
  CHECK(back["rows"][1]["verdict"]["reason"] == "cannot-build");
  const json forward = releases("forward", {"--forward"});
  CHECK(forward["outcome"] == json({{"kind", "bounds-found"}, {"good", "v6.13"}, {"bad", "v6.12"}}));
}

TEST_CASE("Debian's 6.1 is the good release before its bad 6.12", "[real_releases]") {
  if (lacks(debian_6_1)) return;
  const TemporaryDirectory scratch;
  const fs::path tree = scratch.path() / "linux.git";
  const SourceRepository sources(tree);
  const std::string older = sources.add_tarball(debian_6_1);
  const std::string newer = sources.add_tarball(debian_6_12);
  git_in(tree, {"tag", "v6.1", older});
  git_in(tree, {"tag", "v6.12", git_in(tree, {"commit-tree", newer + "^{tree}", "-p", older, "-m", "6.12"})});
  REQUIRE(run_kbisect({"releases", "v6.12", "--linux", tree.string(), "--profile", small_profile, "--boots",
                       "2", "--ccache", "on", "--results", "results"},
                      scratch.path())
              .shell_status() == 0);
  const json result = result_in(only_entry(scratch.path() / "results"));
  CHECK(result["outcome"] == json({{"kind", "bounds-found"}, {"good", "v6.1"}, {"bad", "v6.12"}}));
  CHECK(result["rows"][0]["verdict"]["errno"] == "EBUSY");
}

TEST_CASE("a kernel is compiled with the version of the compiler that is asked for", "[real_releases]") {
  if (lacks(debian_6_1) || lacks("/usr/bin/gcc-11")) return;
  const TemporaryDirectory scratch;
  REQUIRE(run_kbisect({"test", debian_6_1, "--profile", small_profile, "--boots", "1", "--compiler", "gcc-11",
                       "--results", "results"},
                      scratch.path())
              .shell_status() == 0);
  const fs::path folder = only_entry(scratch.path() / "results");
  const auto config = read_file(fs::directory_iterator(folder / "rows")->path() / "config.zst")
                          .and_then([](const std::string& frame) { return zstd_decompress(frame); });
  CHECK_THAT(or_infrastructure_error(config), contains("CONFIG_CC_VERSION_TEXT=\"gcc-11 "));
}
