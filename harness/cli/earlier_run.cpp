#include "cli/earlier_run.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/own_program.hpp"
#include "engine/campaign_tree.hpp"

namespace kbisect {

JournalContent read_journal(const RunFolder& folder) {
  const std::string text = or_usage_error(read_file(folder.journal()));
  return or_usage_error(parse_journal(text), folder.journal().string());
}

JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it) {
  JournalContent content = read_journal(folder);
  if (!content.finished) {
    throw UsageError(fmt::format("{} is not finished; go on with it first: {} resume {}",
                                 folder.path().string(), own_program(), shell_quoted(folder.path())));
  }
  if (!content.culprit) {
    throw UsageError(
        fmt::format("{} has found no culprit that could be {}", folder.path().string(), done_with_it));
  }
  return content;
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
