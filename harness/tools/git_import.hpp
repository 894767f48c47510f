// Writes commits into a bare repository, one after the other (git-fast-import(1)). Every function throws
// InfrastructureError when git fails.
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/subprocess.hpp"
#include "model/replica/source_file.hpp"

namespace kbisect {

struct NewCommit {
  int mark = 0;              // the caller's number for this commit, from 1
  std::vector<int> parents;  // marks; it starts with the first one's files; empty only for the first commit
  std::string message;
  std::time_t when = 0;  // author and committer date
};

class GitImport {
 public:
  // Creates a bare repository at `directory` or reuses the one there, which must be nobody else's meanwhile:
  // what an import that was killed has left is removed. All commits go to `branch`, which starts anew and
  // replaces an existing one, and are by `author` ("Name <address>").
  GitImport(const std::filesystem::path& directory, std::string branch, std::string author);

  // Starts the next commit. Its parents must have been started before.
  void begin(const NewCommit& commit);
  // Adds or replaces a file of the commit that was started last. Throws InfrastructureError for a path that
  // is empty, contains a line feed or starts with a quotation mark.
  void file(const SourceFile& file);
  // Sets a lightweight tag on the commit with this mark.
  void tag(const std::string& name, int mark);
  // Must be called last; returns when everything is in the repository. Without it no ref is updated.
  void finish();

 private:
  void data(std::string_view bytes);

  std::string branch_;
  std::string author_;
  FedProcess process_;
};

}  // namespace kbisect
