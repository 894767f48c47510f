#include "cli/earlier_run.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/search.hpp"
#include "engine/campaign_tree.hpp"

namespace kbisect {

JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it) {
  auto content = parse_journal(or_usage_error(read_file(folder.journal())));
  if (!content) throw UsageError(fmt::format("{}: {}", folder.journal().string(), content.error().message));
  if (!content->finished) {
    throw UsageError(fmt::format("{} is not finished; go on with it first: {} resume {}",
                                 folder.path().string(), own_program(), shell_quoted(folder.path())));
  }
  if (!content->culprit) {
    throw UsageError(
        fmt::format("{} has found no culprit that could be {}", folder.path().string(), done_with_it));
  }
  return std::move(*content);
}

void MovedTree::add_to(CLI::App& command) {
  command.add_option(
      "--linux", path,
      "Kernel tree, if it has moved or is another clone (default: the path that the run recorded)");
}

void MovedTree::apply(RunHeader& header) const {
  if (!path.empty()) header.tree = tree_path(path);
}

}  // namespace kbisect
