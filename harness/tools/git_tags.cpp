#include "tools/git_tags.hpp"

#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "tools/git_command.hpp"

namespace kbisect {
namespace {

std::vector<std::string> tags(const std::filesystem::path& tree, const std::string& which) {
  return lines_of(
      run_or_throw(git_command(tree, {"for-each-ref", which, "--format=%(refname:lstrip=2)", "refs/tags"})));
}

}  // namespace

std::vector<std::string> tags_before(const std::filesystem::path& tree, const std::string& commit) {
  return tags(tree, "--merged=" + commit);
}

std::vector<std::string> tags_after(const std::filesystem::path& tree, const std::string& commit) {
  return tags(tree, "--contains=" + commit);
}

}  // namespace kbisect
