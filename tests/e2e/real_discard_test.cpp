// What pruning rests on, with real kernels: a commit that is left out has the image of its parent, to the
// bit.
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "engine/pruning.hpp"
#include "model/arch.hpp"
#include "stages/build.hpp"
#include "support/catch.hpp"
#include "tools/git_bisect.hpp"
#include "tools/git_read.hpp"
#include "tools/kconfig.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

class Silent : public Watch {
 public:
  void phase_began(Phase) override {}
  void tick() override {}
  void build_progressed(const BuildProgress&) override {}
  void note(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
};

// Builds commits of one repository, one after the other in one build directory, as a run does.
class Bench {
 public:
  explicit Bench(const fs::path& repository)
      : git_(repository, folder_.path() / "worktree"),
        builder_(
            {.source = folder_.path() / "worktree",
             .build = folder_.path() / "worktree/.kbisect-build",
             .arch = find_arch("x86_64"),
             .jobs = 2,
             .ccache = find_program("ccache") ? fs::path(std::getenv("HOME")) / ".cache/kbisect/ccache"
                                              : fs::path()},
            load_profile(KBISECT_SOURCE_DIR "/configs", "kata-3.13.0-loop-mount", *find_arch("x86_64"), {})
                .value(),
            std::chrono::hours(2)) {}

  // The image's SHA-256.
  std::string build(const std::string& commit) {
    git_.add_worktree(commit);
    git_.checkout(commit);
    Silent silent;
    const Build build = builder_.build(folder_.path(), {}, silent);
    REQUIRE(std::holds_alternative<Image>(build.result));
    return std::get<Image>(build.result).digest;
  }

  BuildInputs inputs() const { return builder_.records().inputs; }

 private:
  TemporaryDirectory folder_;
  GitBisect git_;
  KernelBuilder builder_;
};

}  // namespace

TEST_CASE("a commit that is left out has the kernel of its parent", "[real_discard]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  run_or_throw({.argv = {KBISECT_BINARY, "replica", replica.string(), "--commits", "128", "--seed", "1"}});
  const GitReader git = GitReader::open(replica).value();
  const std::string good = git.resolve("replica-good").value();
  const std::string bad = git.resolve("replica-bad").value();
  const CandidateGraph graph = git.candidates(good, bad);
  Bench bench(replica);
  Pruning pruning(git, graph, "x86");
  for (const std::string& end : {bad, good}) {
    bench.build(end);
    pruning.learn(bench.inputs());
  }
  const Prior& prior = pruning.prior();
  std::vector<std::string> left_out;
  std::string planted;
  for (size_t i = 0; i < graph.ids.size(); ++i) {
    const int commit = static_cast<int>(i);
    const std::string& id = graph.ids[i];
    if (git.message(id).find("\nUpstream-commit: ") != std::string::npos) planted = id;
    const bool is_kept = prior.likely.contains(commit) || prior.less_likely.contains(commit);
    if (!is_kept && git.commit(id).parents.size() == 1) left_out.push_back(id);
  }
  REQUIRE(left_out.size() > 50);
  REQUIRE_FALSE(planted.empty());
  const auto changes_image = [&](const std::string& commit) {
    const std::string before = bench.build(git.commit(commit).parents.front());
    return bench.build(commit) != before;
  };
  for (size_t i = left_out.size() / 6; i < left_out.size(); i += left_out.size() / 3) {
    INFO(left_out[i] << " " << git.commit(left_out[i]).subject);
    CHECK_FALSE(changes_image(left_out[i]));
  }
  // Or the above would show nothing.
  CHECK(changes_image(planted));
}
