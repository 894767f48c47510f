#include "tools/git_import.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "tools/git_command.hpp"

namespace kbisect {
namespace {

const char* text(FileMode mode) {
  switch (mode) {
    case FileMode::regular:
      return "100644";
    case FileMode::executable:
      return "100755";
    case FileMode::symlink:
      return "120000";
  }
  throw std::logic_error("a file mode without a number");
}

// git itself removes the pack of an import that was killed only days later.
void remove_left_packs(const std::filesystem::path& directory) {
  std::error_code ignored;
  for (auto entry = std::filesystem::directory_iterator(directory / "objects/pack", ignored);
       entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    if (entry->path().filename().string().starts_with("tmp_")) std::filesystem::remove(*entry, ignored);
  }
}

// Fast rather than small: no deltas, and the lightest compression.
Command import_command(const std::filesystem::path& directory, const std::string& branch) {
  run_or_throw(git_command(
      ".", {"init", "--quiet", "--bare", "--template=", "--initial-branch=" + branch, directory.string()}));
  remove_left_packs(directory);
  return git_command(directory, {"-c", "core.compression=1", "-c", "pack.compression=1", "fast-import",
                                 "--quiet", "--done", "--depth=0", "--force"});
}

}  // namespace

GitImport::GitImport(const std::filesystem::path& directory, std::string branch, std::string author)
    : branch_(std::move(branch)), author_(std::move(author)), process_(import_command(directory, branch_)) {}

void GitImport::begin(const NewCommit& commit) {
  process_.write(fmt::format("commit refs/heads/{}\nmark :{}\n", branch_, commit.mark));
  for (const char* who : {"author", "committer"}) {
    process_.write(fmt::format("{} {} {} +0000\n", who, author_, commit.when));
  }
  data(commit.message);
  for (size_t i = 0; i < commit.parents.size(); ++i) {
    process_.write(fmt::format("{} :{}\n", i == 0 ? "from" : "merge", commit.parents[i]));
  }
}

void GitImport::file(const SourceFile& file) {
  // Such a path would have to be quoted; no kernel tree contains one.
  if (file.path.empty() || file.path[0] == '"' || file.path.find('\n') != std::string::npos) {
    throw InfrastructureError(fmt::format("cannot import a file named '{}'", file.path));
  }
  process_.write(fmt::format("M {} inline {}\n", text(file.mode), file.path));
  data(file.bytes);
}

void GitImport::tag(const std::string& name, int mark) {
  process_.write(fmt::format("reset refs/tags/{}\nfrom :{}\n\n", name, mark));
}

void GitImport::finish() {
  process_.write("done\n");
  process_.finish();
}

void GitImport::data(std::string_view bytes) {
  process_.write(fmt::format("data {}\n", bytes.size()));
  process_.write(bytes);
  process_.write("\n");
}

}  // namespace kbisect
