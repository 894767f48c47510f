// The assumption behind pruning, with real kernels: the image of a commit that is left out is bit-identical
// to its parent's.
#include "base/files.hpp"
#include "engine/run/pruning.hpp"
#include "support/catch.hpp"
#include "support/kernel_bench.hpp"
#include "tools/git_read.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

TEST_CASE("a commit that is left out has the kernel of its parent", "[real_discard]") {
  const TemporaryDirectory scratch;
  const fs::path replica = scratch.path() / "replica";
  make_replica(replica);
  const GitReader git = GitReader::open(replica).value();
  const std::string good = git.resolve("replica-good").value();
  const std::string bad = git.resolve("replica-bad").value();
  const CandidateGraph graph = git.candidates(good, bad);
  KernelBench bench(replica, "kata-3.13.0-loop-mount");
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
    const std::string before = bench.build(git.commit(commit).parents.front()).digest;
    return bench.build(commit).digest != before;
  };
  for (size_t i = left_out.size() / 6; i < left_out.size(); i += left_out.size() / 3) {
    INFO(left_out[i] << " " << git.commit(left_out[i]).subject);
    CHECK_FALSE(changes_image(left_out[i]));
  }
  // Otherwise the checks above would show nothing.
  CHECK(changes_image(planted));
}
