#include "cli/finished_run.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "cli/search.hpp"

namespace kbisect {

JournalContent read_finished_run(const RunFolder& folder, const std::string& done_with_it) {
  auto content = parse_journal(or_usage_error(read_file(folder.journal())));
  if (!content) throw UsageError(fmt::format("{}: {}", folder.journal().string(), content.error().message));
  if (!content->finished) {
    throw UsageError(fmt::format("{} is not finished; go on with it first: {} resume {}",
                                 folder.path().string(), own_program(), folder.path().string()));
  }
  if (!content->culprit)
    throw UsageError(
        fmt::format("{} has found no culprit that could be {}", folder.path().string(), done_with_it));
  return std::move(*content);
}

}  // namespace kbisect
