// Puts commits that are told one after the other into a bare repository (git-fast-import(1)). Every function
// throws InfrastructureError when git fails.
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/subprocess.hpp"
#include "model/source_file.hpp"

namespace kbisect {

struct NewCommit {
  int mark = 0;              // the caller's number for it, from 1
  std::vector<int> parents;  // marks; the commit begins with the files of the first
  std::string message;
  std::time_t when = 0;
};

class GitImport {
 public:
  // Starts a repository at `directory`, or goes on with the one there. Everything goes to `branch`, which is
  // begun anew, and every commit is by `author` ("Name <address>").
  GitImport(const std::filesystem::path& directory, std::string branch, std::string author);

  void begin(const NewCommit& commit);
  // Sets a file of the commit that was begun last.
  void file(const SourceFile& file);
  void tag(const std::string& name, int mark);
  // Returns once everything is on disk.
  void finish();

 private:
  void data(std::string_view bytes);

  std::string branch_;
  std::string author_;
  FedProcess process_;
};

}  // namespace kbisect
