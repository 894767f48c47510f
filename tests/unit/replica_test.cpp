// Makes replicas of a few files packed here, with real git. That their kernels build and boot is tested in
// tests/e2e/real_demo_test.cpp.
#include "engine/replica/replica.hpp"

#include <fstream>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "model/replica/replica_edit.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

const std::string with_flag =
    "#ifndef B\n#define B\n#define sb_open_mode(flags) \\\n\t(BLK_OPEN_READ | BLK_OPEN_RESTRICT_WRITES | \\\n"
    "\t (((flags) & SB_RDONLY) ? 0 : BLK_OPEN_WRITE))\n#endif\n";
const std::string guarded = "/* about */\n#ifndef X_H\n#define X_H\nstruct x;\n#endif /* X_H */\n";

// Writes linux-source-test.tar.xz with `each` files of every kind that a replica edits.
fs::path source_in(const fs::path& folder, int each, const std::string& blkdev = with_flag) {
  const fs::path top = folder / "linux-source-test";
  const auto write = [&](const std::string& name, const std::string& text) {
    fs::create_directories((top / name).parent_path());
    std::ofstream(top / name) << text;
  };
  for (const EditKind& kind : edit_kinds()) {
    for (int i = 0; i < each; ++i) {
      write(std::string(kind.folder) + "f" + std::to_string(i) + std::string(kind.suffix),
            kind.suffix == ".h" ? guarded : "text " + std::to_string(i) + "\n");
    }
  }
  if (!blkdev.empty()) write("include/linux/blkdev.h", blkdev);
  write("init/version.c", "int version;\n");
  write("scripts/run.sh", "#!/bin/sh\n");
  fs::permissions(top / "scripts/run.sh", fs::perms::owner_all);
  fs::create_symlink("run.sh", top / "scripts/link");
  run_or_throw({.argv = {"tar", "-cJf", "source.tar.xz", "linux-source-test"}, .directory = folder});
  return folder / "source.tar.xz";
}

std::string git(const fs::path& where, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", where.string()});
  std::string out = run_or_throw({.argv = arguments});
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("a replica is a history with one planted commit", "[replica]") {
  const TemporaryDirectory folder;
  const fs::path source = source_in(folder.path(), 40);
  const fs::path one = folder.path() / "one";
  const Replica replica = make_replica({.directory = one, .source = source, .commits = 60, .seed = 3});
  const std::string range = replica.good_tag + ".." + replica.bad_tag;
  CHECK(git(one, {"rev-list", "--count", range}) == "60");
  CHECK(git(one, {"rev-list", "--count", "--merges", range}) == std::to_string(replica.merges));
  CHECK(replica.merges > 0);
  CHECK(git(one, {"fsck", "--strict"}).empty());

  const std::string culprit = git(one, {"rev-list", range, "--", "include/linux/blkdev.h"});
  REQUIRE(culprit.size() == 40);
  const std::string message = git(one, {"log", "-1", "--format=%B", culprit});
  CHECK_THAT(message, contains("fs: Block writes to mounted block devices\n"));
  CHECK_THAT(message, contains("\nUpstream-commit: 6f861765464f43a71462d52026fbddfc858239a5"));
  CHECK_THAT(message, contains("kbisect replica"));
  CHECK(git(one, {"show", "--format=", "--name-only", culprit}) == "include/linux/blkdev.h");
  CHECK(git(one, {"show", culprit + ":include/linux/blkdev.h"}) + "\n" == with_flag);
  CHECK(git(one, {"show", culprit + "~:include/linux/blkdev.h"}) + "\n" == *without_culprit(with_flag));

  // Merges lose no edit, and file modes survive.
  std::set<std::string> edited_files;
  std::istringstream names(git(one, {"log", "--no-merges", "--format=", "--name-only", range}));
  for (std::string name; std::getline(names, name);) CHECK(edited_files.insert(name).second);
  std::istringstream changed(git(one, {"diff", "--name-only", replica.good_tag, replica.bad_tag}));
  size_t count = 0;
  for (std::string name; std::getline(changed, name); ++count) CHECK(edited_files.count(name) == 1);
  CHECK(count == edited_files.size());
  CHECK_THAT(git(one, {"ls-tree", "replica-bad", "scripts/run.sh"}), contains("100755 blob"));
  CHECK_THAT(git(one, {"ls-tree", "replica-bad", "scripts/link"}), contains("120000 blob"));

  const auto id_of = [&](const char* name, std::uint64_t seed) {
    const fs::path path = folder.path() / name;
    make_replica({.directory = path, .source = source, .commits = 60, .seed = seed});
    return git(path, {"rev-parse", "replica-bad"});
  };
  CHECK(id_of("two", 3) == git(one, {"rev-parse", "replica-bad"}));
  CHECK(id_of("three", 4) != git(one, {"rev-parse", "replica-bad"}));
}

TEST_CASE("a replica can have a history's shape, where files are edited more than once", "[replica]") {
  const TemporaryDirectory folder;
  const fs::path source = source_in(folder.path(), 2);
  const fs::path one = folder.path() / "one";
  const Replica replica = make_replica({.directory = one,
                                        .source = source,
                                        .shape = KBISECT_SOURCE_DIR "/tests/data/dag-15k.txt.gz",
                                        .commits = 150,
                                        .seed = 3});
  const std::string range = replica.good_tag + ".." + replica.bad_tag;
  CHECK(std::abs(replica.commits - 150) <= 15);
  CHECK(git(one, {"rev-list", "--count", range}) == std::to_string(replica.commits));
  CHECK(replica.merges > 10);
  CHECK(git(one, {"fsck", "--strict"}).empty());
  // Every edit's line is present at the bad end, because a merge contains what its parents do.
  std::set<std::string> kept;
  std::istringstream lines(git(one, {"grep", "-h", "-o", "replica.edit.[0-9]*", "replica-bad"}));
  for (std::string line; std::getline(lines, line);)
    kept.insert(line.substr(std::string("replica edit ").size()));
  std::set<std::string> edits;
  std::istringstream subjects(git(one, {"log", "--no-merges", "--format=%s", range}));
  for (std::string subject; std::getline(subjects, subject);) {
    const size_t at = subject.find("replica edit ");
    if (at == std::string::npos) continue;
    std::istringstream words(subject.substr(at + std::string("replica edit ").size()));
    std::string number;
    words >> number;
    CHECK(kept.count(number) == 1);
    edits.insert(number);
  }
  CHECK(edits.size() > 80);
}

TEST_CASE("a replica can have a stretch that does not build, around its middle", "[replica]") {
  const TemporaryDirectory folder;
  const fs::path source = source_in(folder.path(), 60);
  const fs::path one = folder.path() / "one";
  const Replica replica =
      make_replica({.directory = one, .source = source, .commits = 100, .seed = 3, .unbuildable = 40});
  std::istringstream commits(git(one, {"rev-list", replica.good_tag + ".." + replica.bad_tag}));
  int unbuildable = 0;
  for (std::string commit; std::getline(commits, commit);)
    unbuildable += git(one, {"show", commit + ":init/version.c"}).find("#error") != std::string::npos ? 1 : 0;
  CHECK(unbuildable >= 30);
  CHECK(unbuildable <= 50);
  for (const std::string& end : {replica.good_tag, replica.bad_tag})
    CHECK(git(one, {"show", end + ":init/version.c"}) == "int version;");
  const fs::path middle = folder.path() / "middle";
  CHECK_THROWS_WITH(
      make_replica({.directory = middle, .source = source, .commits = 20, .seed = 3, .unbuildable = 40}),
      contains("--unbuildable 40"));
}

TEST_CASE("what no replica can be made of is refused, and nothing is left", "[replica]") {
  const TemporaryDirectory folder;
  const fs::path directory = folder.path() / "replica";
  const auto refused = [&](const fs::path& source, int commits, const std::string& words) {
    CHECK_THROWS_WITH(make_replica({.directory = directory, .source = source, .commits = commits, .seed = 1}),
                      contains(words));
    CHECK_FALSE(fs::exists(directory));
    CHECK_FALSE(fs::exists(directory.string() + ".unfinished"));
  };
  const fs::path source = source_in(folder.path(), 4);
  refused(source, 1, "--commits 1");
  CHECK_THROWS_WITH(
      make_replica({.directory = directory, .source = source, .shape = source, .commits = 5, .seed = 1}),
      contains("--shape"));
  refused(source, most_replica_commits + 1, "--commits");
  refused(source_in(folder.path() / "empty", 0), 40, "has no files");
  refused(folder.path() / "none.tar", 10, "none.tar");
  write_atomically(folder.path() / "text.tar.xz", "no archive");
  refused(folder.path() / "text.tar.xz", 10, "text.tar.xz");
  const auto whole = read_file(source);
  write_atomically(folder.path() / "cut.tar.xz", whole->substr(0, whole->size() / 2));
  refused(folder.path() / "cut.tar.xz", 10, "cut.tar.xz");
  fs::remove_all(folder.path() / "linux-source-test");
  refused(source_in(folder.path(), 4, "int old;\n"), 10, "sb_open_mode");
  fs::remove_all(folder.path() / "linux-source-test");
  refused(source_in(folder.path(), 4, ""), 10, "include/linux/blkdev.h");
  fs::create_directory(directory);
  CHECK_THROWS_AS(make_replica({.directory = directory, .source = source, .commits = 5, .seed = 1}),
                  UsageError);
  CHECK(fs::is_empty(directory));
}

TEST_CASE("only files that stay buildable are edited", "[replica]") {
  const auto has_kind = [](const char* path, const std::string& text, FileMode mode = FileMode::regular) {
    return edit_kind_of({.path = path, .mode = mode, .bytes = text}).has_value();
  };
  CHECK(has_kind("drivers/a/b.c", "int a;\n"));
  CHECK(has_kind("drivers/a/b.h", guarded));
  CHECK_FALSE(has_kind("drivers/a/b.h", "#define TABLE(x) x\n"));
  CHECK_FALSE(has_kind("drivers/a/b.h", guarded + "#include \"more.h\"\n"));
  CHECK_FALSE(has_kind("scripts/mod/modpost.c", "int a;\n"));
  CHECK_FALSE(has_kind("drivers/a/Kconfig", "config A\n"));
  CHECK_FALSE(has_kind("include/linux/blkdev.h", guarded));
  CHECK(has_kind("include/linux/fs.h", guarded));
  CHECK_FALSE(has_kind("include/linux/atomic/atomic-arch-fallback.h", guarded));
  CHECK_FALSE(has_kind("fs/link.c", "other.c", FileMode::symlink));
}

TEST_CASE("an edit leaves what was there and compiles", "[replica]") {
  const TemporaryDirectory folder;
  const std::string header = edited({.path = "drivers/x.h", .bytes = guarded}, 7);
  CHECK(header.find("struct replica_edit_7;") < header.find("#endif /* X_H */"));
  CHECK(header.rfind("#endif /* X_H */\n") == header.size() - 17);
  const std::string source = edited({.path = "fs/x.c", .bytes = "#include \"x.h\"\nint f(void);"}, 8);
  CHECK(source.rfind("#include \"x.h\"\nint f(void);\n", 0) == 0);
  write_atomically(folder.path() / "x.h", header);
  write_atomically(folder.path() / "x.c", source);
  write_atomically(folder.path() / "x.S", "#include \"x.h\"\n");
  run_or_throw({.argv = {"gcc", "-Wall", "-Wextra", "-Werror", "-std=gnu11", "-c", "x.c"},
                .directory = folder.path()});
  write_atomically(
      folder.path() / "x.h",
      edited({.path = "drivers/x.h", .bytes = "#ifndef X_H\n#define X_H\n#define X 1\n#endif\n"}, 9));
  run_or_throw({.argv = {"gcc", "-D__ASSEMBLY__", "-c", "x.S", "-o", "y.o"}, .directory = folder.path()});
}
