// kbisect test on Debian's kernel sources: the ways around the loop-mount bug, each on a real kernel.
#include <fmt/format.h>

#include "base/zstd.hpp"
#include "model/kernel/profile.hpp"
#include "model/replica/replica_edit.hpp"
#include "support/real_kernels.hpp"

using namespace kbisect;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// One run of kbisect test; its folder is then the only one below `results`.
struct Tested {
  int status = 0;
  fs::path folder;
  json rows;
};

Tested test(const fs::path& results, std::vector<std::string> arguments,
            const std::string& profile = small_profile) {
  arguments.insert(arguments.begin(), {"test", "--ccache", "on", "--profile", profile, "--results",
                                       results.string(), "--boots", "2"});
  const Finished finished = run_kbisect(arguments);
  const fs::path folder = only_entry(results);
  return {finished.shell_status(), folder, result_in(folder)["rows"]};
}

std::string config_of(const Tested& table, int row) {
  const fs::path file = table.folder / "rows" / std::to_string(row) / "config.zst";
  return or_infrastructure_error(zstd_decompress(or_infrastructure_error(read_file(file))));
}

void unpack(const fs::path& archive, const fs::path& folder) {
  fs::create_directories(folder);
  run_or_throw({.argv = {"tar", "-xJf", archive.string(), "--strip-components=1"}, .directory = folder});
}

// Writes a patch that reverts the culprit's hunk.
void write_revert(const fs::path& tree, const fs::path& patch) {
  const std::string header = "include/linux/blkdev.h";
  write_atomically(patch.string() + ".h",
                   *without_culprit(or_infrastructure_error(read_file(tree / header))));
  const Finished diff = run({.argv = {"diff", "-u", "--label", "a/" + header, "--label", "b/" + header,
                                      (tree / header).string(), patch.string() + ".h"}});
  REQUIRE(diff.shell_status() == 1);
  write_atomically(patch, diff.out);
}

}  // namespace

TEST_CASE("each way around the bug is tested on Debian's tarball, and its tree as it is", "[real_trials]") {
  const TemporaryDirectory scratch;
  const fs::path tree = scratch.path() / "linux";
  unpack(debian_6_12, tree);
  const fs::path revert = scratch.path() / "revert.patch";
  write_revert(tree, revert);

  const Tested table =
      test(scratch.path() / "results", {debian_6_12, tree.string(), "--append", "bdev_allow_write_mounted=1",
                                        "--set", std::string(toggle) + "=y", "--patch", revert.string()});
  CHECK(table.status == 0);
  REQUIRE(table.rows.size() == 8);
  const char* wanted[] = {"bad", "good", "good", "good"};
  for (size_t i = 0; i < table.rows.size(); ++i) {
    INFO(table.rows[i].dump());
    CHECK(table.rows[i]["verdict"]["term"] == wanted[i % 4]);
    CHECK(table.rows[i]["runs"][0]["kernel_release"].get<std::string>().starts_with("6.12."));
    // The folder holds the same files as the tarball, so both share a kernel.
    const int own = table.rows[i]["row"];
    CHECK((table.rows[i].value("built_in_row", own) != own) == (i >= 4 || i == 1));
  }
  CHECK(table.rows[0]["verdict"]["errno"] == "EBUSY");
  CHECK(parse_dot_config(config_of(table, 3)).at(toggle) == "y");
  CHECK_FALSE(fs::exists(tree / ".config"));

  // The config that came out of the profile, as if it were somebody's own.
  const fs::path config = scratch.path() / "my.config";
  write_atomically(config, config_of(table, 1));
  const Tested own = test(scratch.path() / "own", {debian_6_12}, config);
  CHECK(own.rows[0]["verdict"]["errno"] == "EBUSY");
  CHECK(config_of(own, 1) == config_of(table, 1));
  // Without a line for the toggle it gets Kconfig's default, which is y.
  std::string without_toggle = config_of(table, 1);
  const std::string line = setting_line(toggle, "n") + "\n";
  without_toggle.erase(without_toggle.find(line), line.size());
  write_atomically(config, without_toggle);
  const Tested by_default = test(scratch.path() / "by-default", {debian_6_12}, config);
  CHECK(by_default.rows[0]["verdict"]["term"] == "good");
}

TEST_CASE("a toggle turns both ways, and a row says what cannot be had", "[real_trials_long]") {
  const TemporaryDirectory scratch;
  const Tested table = test(scratch.path() / "results",
                            {debian_6_12, "--only-changed", "--set", std::string(toggle) + "=y", "--and",
                             "--append", "bdev_allow_write_mounted=0", "--set", "CONFIG_NO_SUCH_SYMBOL=y",
                             "--set", "CONFIG_NFS_V4=y", "--set", "CONFIG_BLOCK=n"});
  CHECK(table.status == 3);
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0]["verdict"]["errno"] == "EBUSY");
  const auto detail = [&](size_t row) { return table.rows[row]["verdict"]["detail"].get<std::string>(); };
  CHECK(detail(1) == std::string(debian_6_12) + " has no CONFIG_NO_SUCH_SYMBOL");
  CHECK_THAT(detail(2), contains("CONFIG_NFS_V4=y (--set), but it is") && contains("depends on NFS_FS"));
  // Without a block layer nothing can be mounted, so nothing can be judged.
  CHECK(table.rows[3]["verdict"]["term"] == "skip");
}

TEST_CASE("a kernel from before the toggle is good, and has none", "[real_trials_long]") {
  if (!fs::exists(debian_6_1)) {
    leave_out(std::string("there is no ") + debian_6_1);
    return;
  }
  const TemporaryDirectory scratch;
  const Tested table = test(scratch.path() / "results", {debian_6_1, "--append", "bdev_allow_write_mounted=0",
                                                         "--set", std::string(toggle) + "=n"});
  CHECK(table.status == 3);
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0]["verdict"]["term"] == "good");
  CHECK(table.rows[1]["verdict"]["term"] == "good");
  CHECK(table.rows[2]["verdict"]["reason"] == "cannot-configure");
}
