// kbisect verify on Debian's source: a fix of the loop-mount bug as git format-patch writes it, and a series
// whose second patch does not build.
#include <fmt/format.h>

#include "model/replica/replica_edit.hpp"
#include "support/real_kernels.hpp"
#include "support/scratch_repository.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* header = "include/linux/blkdev.h";
constexpr const char* source = "block/bdev.c";

struct Verified {
  int status = 0;
  fs::path folder;
  json result;
};

Verified verify(const fs::path& results, const fs::path& series) {
  const Finished finished =
      run_kbisect({"verify", series.string(), "--base", debian_6_12, "--ccache", "on", "--profile",
                   small_profile, "--results", results.string(), "--boots", "2"});
  const fs::path folder = only_entry(results);
  return {finished.shell_status(), folder, result_in(folder)};
}

// A repository with only the two files that the patches change; the patches are the same as from a whole
// tree.
class Developer {
 public:
  Developer() {
    const TemporaryDirectory scratch;
    run_or_throw({.argv = {"tar", "-xJf", debian_6_12, "--strip-components=1", "--wildcards",
                           std::string("*/") + header, std::string("*/") + source},
                  .directory = scratch.path()});
    for (const char* file : {header, source}) tree_.write(file, text(scratch.path() / file));
    tree_.commit("linux");
    tree_.git({"tag", "base"});
  }

  void take_the_culprit_out() {
    tree_.write(header, *without_culprit(text(tree_.path() / header)));
    tree_.commit(
        "block: let a writer that was there first stay\n\nA mount need not fail because the descriptor that "
        "set "
        "a loop device up is still open.");
  }

  // Inserts `line` before the first occurrence of `before`, and commits.
  void insert(const std::string& line, const std::string& before, const std::string& subject) {
    std::string all = text(tree_.path() / source);
    const size_t at = all.find(before);
    REQUIRE(at != std::string::npos);
    tree_.write(source, all.insert(at, line));
    tree_.commit(subject);
  }

  void format(const fs::path& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"format-patch", "--quiet", "-o", folder.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.emplace_back("base");
    tree_.git(arguments);
  }

 private:
  static std::string text(const fs::path& file) { return or_infrastructure_error(read_file(file)); }

  ScratchRepository tree_;
};

const std::string may_open = "static bool bdev_may_open(";
const std::string writes_blocked = "\t/* Writes blocked? */\n";

}  // namespace

TEST_CASE("a fix is verified, and its reply has a Tested-by where git knows who tests", "[real_verify]") {
  const TemporaryDirectory scratch;
  Developer developer;
  developer.take_the_culprit_out();
  developer.format(scratch.path() / "fix");
  const Verified verified = verify(scratch.path() / "results", scratch.path() / "fix");
  CHECK(verified.status == 0);
  const json& result = verified.result;
  CHECK(result["outcome"]["kind"] == "fixes");
  CHECK(result["before"]["verdict"]["errno"] == "EBUSY");
  REQUIRE(result["patches"].size() == 1);
  CHECK(result["patches"][0]["trial"]["verdict"]["term"] == "good");
  CHECK(result["patches"][0]["trial"]["runs"][0]["kernel_release"].get<std::string>().starts_with("6.12."));
  REQUIRE(result["others"].size() == 1);
  CHECK(result["others"][0]["test"] == "loop-mount-cases");
  CHECK(result["others"][0]["worse"].is_null());
  CHECK_THAT(or_infrastructure_error(read_file(verified.folder / "reply.txt")),
             contains("Subject: Re: [PATCH] block: let a writer"));
}

TEST_CASE("of three patches the second does not build, and is named", "[real_verify_long]") {
  const TemporaryDirectory scratch;
  Developer developer;
  developer.insert("/* Whether another one may open it so, now. */\n", may_open,
                   "block: say what may_open asks");
  developer.insert("\tbdev_note_open(bdev, mode);\n", writes_blocked, "block: note who opens a device");
  developer.insert("static void bdev_note_open(struct block_device *bdev, blk_mode_t mode)\n{\n}\n\n",
                   "/* Whether another one", "block: add bdev_note_open");
  developer.format(scratch.path() / "series", {"--cover-letter", "--numbered"});
  const Verified verified = verify(scratch.path() / "results", scratch.path() / "series");
  CHECK(verified.status == 5);
  const json& result = verified.result;
  CHECK(result["outcome"]["kind"] == "does-not-build");
  CHECK(result["outcome"]["patch"] == 2);
  CHECK_THAT(result["outcome"]["text"].get<std::string>(),
             contains("block/bdev.c") && contains("bdev_note_open"));
  // The series does not fix the bug either, as its other patches show.
  CHECK(result["patches"][0]["trial"]["verdict"]["term"] == "bad");
  CHECK(result["patches"][2]["trial"]["verdict"]["term"] == "bad");
  CHECK_THAT(or_infrastructure_error(read_file(verified.folder / "reply.txt")),
             contains("Subject: Re: [PATCH 2/3] block: note who opens a device"));
}
