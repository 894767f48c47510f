// A tree not made by kbisect: plain git, four commits on top of the kernel's source, a small config. The user
// works in it meanwhile.
#include <fstream>

#include "model/replica/replica_edit.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

class Tree {
 public:
  explicit Tree(fs::path path) : path_(std::move(path)) {
    fs::create_directories(path_);
    run_or_throw({.argv = {"tar", "-xJf", debian_6_12, "--strip-components=1"}, .directory = path_});
    git({"init", "--quiet", "--initial-branch=main"});
    git({"config", "user.name", "A U Thor"});
    git({"config", "user.email", "author@example.com"});
    git({"config", "gc.auto", "0"});
  }

  const fs::path& path() const { return path_; }

  std::string git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"git", "-C", path_.string()});
    std::string out = run_or_throw({.argv = arguments});
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

  std::string commit(const std::string& file, const std::string& text, const std::string& subject) const {
    write_atomically(path_ / file, text);
    git({"add", "--all", "--force"});
    git({"commit", "--quiet", "-m", subject});
    return git({"rev-parse", "HEAD"});
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("the culprit of somebody's own tree is found", "[real_other_tree]") {
  const TemporaryDirectory scratch;
  const Tree tree(scratch.path() / "tree");
  const std::string header = "include/linux/blkdev.h";
  const std::string with_flag = or_infrastructure_error(read_file(tree.path() / header));
  const std::string good = tree.commit(header, *without_culprit(with_flag), "import");
  tree.commit("README", "one\n", "readme: say one");
  const std::string culprit = tree.commit(header, with_flag, "block: restrict writes");
  const std::string bad = tree.commit("README", "two\n", "readme: say two");
  write_atomically(tree.path() / "README", "unfinished\n");
  const std::string state = tree.git({"status", "--porcelain"}) + tree.git({"for-each-ref"});

  const auto kbisect = [&](const std::string& from, const std::string& to, const std::string& results) {
    return run_kbisect({"run", "kata-loop-mount", "--linux", tree.path().string(), "--good", from, "--bad",
                        to, "--profile", KBISECT_SOURCE_DIR "/tests/data/small-profile", "--cache",
                        (scratch.path() / "cache").string(), "--results",
                        (scratch.path() / results).string()});
  };
  const auto outcome_in = [&](const std::string& results) {
    return result_in(only_entry(scratch.path() / results))["outcome"];
  };

  CHECK(kbisect(good, bad, "found").shell_status() == 0);
  CHECK(outcome_in("found")["kind"] == "culprit-found");
  CHECK(outcome_in("found")["culprit"]["id"] == culprit);
  CHECK(outcome_in("found")["evidence"]["errno"] == "EBUSY");
  CHECK(outcome_in("found")["expectation"] == "not-met");

  CHECK(kbisect(culprit, bad, "contradicted").shell_status() == 4);
  CHECK(outcome_in("contradicted")["kind"] == "ends-contradict");

  CHECK(tree.git({"status", "--porcelain"}) + tree.git({"for-each-ref"}) == state);
}
