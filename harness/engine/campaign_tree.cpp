#include "engine/campaign_tree.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine/places.hpp"
#include "tools/kernel_source.hpp"

namespace kbisect {

std::filesystem::path tree_path(const std::string& linux_tree) {
  return given_path(linux_tree, "linux");
}

GitReader open_tree(const Campaign& campaign) {
  const std::filesystem::path path = tree_path(campaign.linux_tree);
  // git would look for a repository around a file.
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    throw UsageError(
        fmt::format("linux: {} is a file; give a clone of a kernel tree with --linux", path.string()));
  }
  return or_usage_error(GitReader::open(path).map_error([](const Error& error) {
    return Error{fmt::format("linux: {}; give a clone of a kernel tree with --linux", error.message)};
  }));
}

void require_whole_history(const GitReader& tree, const Campaign& campaign) {
  if (!tree.is_shallow()) return;
  throw UsageError(
      fmt::format("linux: {0} is a shallow clone, whose history is cut off; complete it: git -C {0} fetch "
                  "--unshallow",
                  tree_path(campaign.linux_tree).string()));
}

void require_kernel_source(const GitReader& tree, const std::string& commit, const std::string& what,
                           const Campaign& campaign) {
  or_usage_error(check_source_commit(tree, commit).map_error([&](const Error& error) {
    return Error{fmt::format("{}: {} ({}); give another revision, or a clone of a kernel tree with --linux",
                             what, error.message, tree_path(campaign.linux_tree).string())};
  }));
}

}  // namespace kbisect
