// kbisect releases with Debian's kernel sources as two releases of one line.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/zstd.hpp"
#include "support/catch.hpp"
#include "tools/source_repository.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* older_tarball = "/usr/src/linux-source-6.1.tar.xz";

std::string git(const fs::path& repository, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"git", "-C", repository.string(), "-c", "user.name=a", "-c", "user.email=a@b"});
  std::string out = run_or_throw({.argv = arguments});
  return out.substr(0, out.find('\n'));
}

// Debian 12 has both packages, Debian 13 has neither.
bool lacks(const char* path) {
  const bool is_missing = !fs::exists(path);
  if (is_missing) std::printf("skipped: there is no %s\n", path);
  return is_missing;
}

}  // namespace

TEST_CASE("Debian's 6.1 is the good release before its bad 6.12", "[real_releases]") {
  if (lacks(older_tarball)) return;
  const TemporaryDirectory scratch;
  const fs::path tree = scratch.path() / "linux.git";
  const SourceRepository sources(tree);
  const std::string older = sources.add_tarball(older_tarball);
  const std::string newer = sources.add_tarball("/usr/src/linux-source-6.12.tar.xz");
  git(tree, {"tag", "v6.1", older});
  git(tree, {"tag", "v6.12", git(tree, {"commit-tree", newer + "^{tree}", "-p", older, "-m", "6.12"})});
  const Finished finished =
      run({.argv = {KBISECT_BINARY, "releases", "v6.12", "--linux", tree.string(), "--profile",
                    "kata-3.13.0-loop-mount", "--boots", "2", "--ccache", "on", "--results", "results"},
           .directory = scratch.path(),
           .on_output = [](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); }});
  REQUIRE(finished.shell_status() == 0);
  const fs::path folder = fs::directory_iterator(scratch.path() / "results")->path();
  const json result = json::parse(or_infrastructure_error(read_file(folder / "result.json")));
  CHECK(result["outcome"] == json({{"kind", "bounds-found"}, {"good", "v6.1"}, {"bad", "v6.12"}}));
  CHECK(result["rows"][0]["verdict"]["errno"] == "EBUSY");
}

TEST_CASE("a kernel is compiled with the version of the compiler that is asked for", "[real_releases]") {
  if (lacks(older_tarball) || lacks("/usr/bin/gcc-11")) return;
  const TemporaryDirectory scratch;
  REQUIRE(run({.argv = {KBISECT_BINARY, "test", older_tarball, "--profile", "kata-3.13.0-loop-mount",
                        "--boots", "1", "--compiler", "gcc-11", "--results", "results"},
               .directory = scratch.path()})
              .shell_status() == 0);
  const fs::path folder = fs::directory_iterator(scratch.path() / "results")->path();
  const auto config = read_file(fs::directory_iterator(folder / "rows")->path() / "config.zst")
                          .and_then([](const std::string& frame) { return zstd_decompress(frame); });
  CHECK_THAT(or_infrastructure_error(config), contains("CONFIG_CC_VERSION_TEXT=\"gcc-11 "));
}
