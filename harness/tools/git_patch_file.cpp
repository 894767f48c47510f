#include "tools/git_patch_file.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tools/git_command.hpp"

namespace kbisect {

Expected<std::string> read_patch_file(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (!text) return text;
  const Finished checked = run(git_command(file.parent_path(), {"apply", "--numstat", file.string()}));
  if (!checked.ok()) return fail(fmt::format("{}: {}", file.string(), first_line(checked.err)));
  return with_plain_line_ends(*text);
}

}  // namespace kbisect
