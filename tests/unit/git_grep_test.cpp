#include "tools/git_grep.hpp"

#include "base/error.hpp"
#include "support/catch.hpp"
#include "support/scratch_repository.hpp"
#include "tools/git_read.hpp"

using namespace kbisect;

TEST_CASE("words of a commit are found where they stand whole", "[git_grep]") {
  const ScratchRepository repository;
  repository.write("block/gate.c", "int a;\nint FLAG = FLAG | OTHER;\nint FLAG_2;\n");
  repository.write("include/gate.h", "#define FLAG 1\n");
  repository.write("tools/gate.h", "#define FLAG 1\n");
  repository.write("notes.txt", "FLAG\n");
  const std::string commit = repository.commit("first");
  repository.write("block/gate.c", "gone\n");
  repository.commit("second");
  const std::vector<std::string> sources{"*.c", "*.h", ":(exclude)tools"};
  CHECK(find_words(repository.path(), commit, {"FLAG", "OTHER"}, sources) ==
        std::vector<WordUse>{{"block/gate.c", 2, "FLAG"},
                             {"block/gate.c", 2, "FLAG"},
                             {"block/gate.c", 2, "OTHER"},
                             {"include/gate.h", 1, "FLAG"}});
  // By its .git directory, which is how kbisect knows a tree.
  CHECK(find_words(repository.path() / ".git", commit, {"FLAG_2"}, sources).size() == 1);
  CHECK(find_words(repository.path(), commit, {"NOWHERE"}, sources).empty());
  CHECK(find_words(repository.path(), commit, {}, sources).empty());
  CHECK_THROWS_AS(find_words(repository.path(), "no-such", {"FLAG"}, sources), InfrastructureError);
}

TEST_CASE("a commit's files and what takes it back are read", "[git_grep]") {
  const ScratchRepository repository;
  repository.write("a.c", "one\n");
  repository.commit("first");
  repository.write("a.c", "two\n");
  const std::string second = repository.commit("second");
  const GitReader git = GitReader::open(repository.path()).value();
  CHECK(git.file(second, "a.c") == "two\n");
  CHECK_FALSE(git.file(second, "b.c").has_value());
  CHECK_FALSE(git.file(second, "").has_value());
  repository.write("back.patch", git.reverse_patch_of(second));
  repository.git({"apply", "back.patch"});
  CHECK(kbisect::read_file(repository.path() / "a.c").value() == "one\n");
}
