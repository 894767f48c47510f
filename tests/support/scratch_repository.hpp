// A small real git repository in a temporary folder, for tests that need git.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/subprocess.hpp"

class ScratchRepository {
 public:
  ScratchRepository() { git({"init", "--quiet", "--initial-branch=main", "."}); }

  std::filesystem::path path() const { return folder_.path() / "tree"; }

  std::string git(const std::vector<std::string>& arguments) const {
    std::filesystem::create_directories(path());
    kbisect::Command command{
        .argv = {"git", "-c", "user.name=A U Thor", "-c", "user.email=author@example.com"},
        .directory = path(),
        .environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_SYSTEM", "/dev/null"}}};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    std::string out = kbisect::run_or_throw(command);
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file) << text;
  }

  // Commits everything in the tree and returns the commit's id.
  std::string commit(const std::string& subject) const {
    git({"add", "--all"});
    git({"commit", "--quiet", "--allow-empty", "-m", subject});
    return git({"rev-parse", "HEAD"});
  }

 private:
  kbisect::TemporaryDirectory folder_;
};
