// kbisect releases with Debian's kernel sources as two releases of one line.
#include <cstdio>

#include "base/zstd.hpp"
#include "support/real_kernels.hpp"
#include "tools/source_repository.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

bool lacks(const char* path) {
  const bool is_missing = !fs::exists(path);
  if (is_missing) std::printf("skipped: there is no %s\n", path);
  return is_missing;
}

}  // namespace

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
