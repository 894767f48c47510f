#include "engine/campaign_tree.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine/places.hpp"

namespace kbisect {

std::filesystem::path tree_path(const std::string& linux_tree) {
  return given_path(linux_tree, "linux");
}

GitReader open_tree(const Campaign& campaign) {
  return or_usage_error(GitReader::open(tree_path(campaign.linux_tree)).map_error([](const Error& error) {
    return Error{fmt::format("linux: {}; give a clone of a kernel tree with --linux", error.message)};
  }));
}

}  // namespace kbisect
