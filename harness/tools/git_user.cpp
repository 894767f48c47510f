#include "tools/git_user.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "tools/git_command.hpp"

namespace kbisect {
namespace {

// Empty if the key is not set.
std::string value_of(const std::filesystem::path& repository, const char* key) {
  const Finished finished = run(git_command(repository, {"config", "--get", key}));
  return finished.ok() ? first_line(finished.out) : std::string();
}

}  // namespace

std::optional<std::string> git_user(const std::filesystem::path& repository) {
  const std::string name = value_of(repository, "user.name");
  const std::string address = value_of(repository, "user.email");
  if (name.empty() || address.empty()) return std::nullopt;
  return fmt::format("{} <{}>", name, address);
}

}  // namespace kbisect
