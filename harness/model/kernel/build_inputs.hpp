// What kernel builds have read, according to Kbuild's own records, and hence which commits could change what
// comes out.
//
// What steers a build leaves no record: Kconfig files, makefiles, host tools, scripts. Of these, every file
// counts that could have been read; in doubt a file counts.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace kbisect {

struct FileChange {
  enum class Kind { modified, added, deleted };
  std::string path;  // relative to the top of the tree
  Kind kind = Kind::modified;
  bool operator<(const FileChange& other) const {
    return std::tie(path, kind) < std::tie(other.path, other.kind);
  }
};

class BuildInputs {
 public:
  // `source_arch` is the architecture's folder below arch/, such as "x86".
  explicit BuildInputs(std::string source_arch) : source_arch_(std::move(source_arch)) {}

  // Adds one of Kbuild's records (model/kernel/command_file.hpp). `path` is relative to the top of the build
  // directory; `source` is what the build called the top of the source tree.
  void add_command_file(const std::string& path, std::string_view text, std::string_view source);
  // Adds the inputs of another build; returns whether any of them was new.
  bool add(const BuildInputs& other);

  bool empty() const { return files_.empty(); }
  // Whether a build with these inputs could come out differently after this change.
  bool counts(const FileChange& change) const;

  // One path per line, directories with a trailing slash. from_text() reads what to_text() writes.
  std::string to_text() const;
  static BuildInputs from_text(std::string source_arch, std::string_view text);

 private:
  void add_file(std::string path);
  void add_directory(std::string_view path);
  bool makefile_counts(std::string_view directory) const;
  bool header_counts(std::string_view path) const;

  std::string source_arch_;
  std::set<std::string, std::less<>> files_;
  // The directories that hold inputs or targets, at any depth.
  std::set<std::string, std::less<>> directories_;
};

}  // namespace kbisect
