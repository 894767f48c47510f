#include "tools/source_repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/interrupt.hpp"
#include "tools/git_import.hpp"
#include "tools/git_read.hpp"
#include "tools/kernel_source.hpp"
#include "tools/source_archive.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr const char* importer = "kbisect <kbisect@kbisect.invalid>";
constexpr size_t key_length = 16;

// One branch for each folder or tarball keeps the latest commit of each reachable.
std::string branch_for(const char* kind, const std::string& identity) {
  return fmt::format("{}-{}", kind, sha256(identity).substr(0, key_length));
}

using Visit = std::function<void(const SourceFile&)>;

// Creates a commit without parents. Message, author and date are always the same, so the id depends on the
// files alone.
std::string import(const fs::path& directory, const std::string& branch,
                   const std::function<void(const Visit&)>& each_file) {
  GitImport git(directory, branch, importer);
  git.begin({.mark = 1, .message = "source tree\n"});
  each_file([&](const SourceFile& file) { git.file(file); });
  git.finish();
  return or_infrastructure_error(
      or_infrastructure_error(GitReader::open(directory)).resolve("refs/heads/" + branch));
}

// Sorted, because the order of directory entries is arbitrary.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::file_status status = entry.symlink_status();
    if (fs::is_regular_file(status) || fs::is_symlink(status)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

SourceFile source_file(const fs::path& path, const fs::path& folder) {
  SourceFile file{.path = path.lexically_relative(folder)};
  const fs::file_status status = fs::symlink_status(path);
  if (fs::is_symlink(status)) {
    file.mode = FileMode::symlink;
    file.bytes = fs::read_symlink(path);
    return file;
  }
  if ((status.permissions() & fs::perms::owner_exec) != fs::perms::none) file.mode = FileMode::executable;
  file.bytes = or_infrastructure_error(read_file(path));
  return file;
}

}  // namespace

Expected<void> check_source_tarball(const fs::path& tarball) {
  try {
    require_source_archive(tarball);
    return {};
  } catch (const UsageError& error) {
    return fail(error.what());
  }
}

std::string SourceRepository::add_folder(const fs::path& folder) const {
  return import(directory_, branch_for("folder", folder), [&](const Visit& visit) {
    for (const fs::path& path : files_below(folder)) {
      interrupt::check();
      visit(source_file(path, folder));
    }
  });
}

std::string SourceRepository::add_tarball(const fs::path& tarball) const {
  const std::string branch = branch_for("tarball", sha256_of_file(tarball));
  if (const auto repository = GitReader::open(directory_)) {
    if (auto known = repository->resolve("refs/heads/" + branch)) return std::move(*known);
  }
  return import(directory_, branch, [&](const Visit& visit) {
    SourceTarballCheck check(tarball);
    read_source_archive(tarball, [&](const SourceFile& file) {
      check.file(file.path);
      visit(file);
    });
    check.finish();
  });
}

}  // namespace kbisect
