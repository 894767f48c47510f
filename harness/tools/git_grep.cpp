#include "tools/git_grep.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <string_view>

#include "base/error.hpp"
#include "tools/git_command.hpp"

namespace kbisect {
namespace {

// Exit code of a search without a match.
constexpr int nothing_found = 1;

}  // namespace

std::vector<WordUse> find_words(const std::filesystem::path& repository, const std::string& commit,
                                const std::vector<std::string>& words,
                                const std::vector<std::string>& pathspecs) {
  if (words.empty()) return {};
  std::vector<std::string> arguments{"grep", "--no-color", "-I", "-F", "-w", "-n", "-o", "-z", "--full-name"};
  for (const std::string& word : words) arguments.insert(arguments.end(), {"-e", word});
  arguments.push_back(commit);
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), pathspecs.begin(), pathspecs.end());
  const Command command = git_command(repository, arguments);
  const Finished finished = run(command);
  if (finished.shell_status() == nothing_found && finished.err.empty()) return {};
  if (!finished.ok()) {
    throw InfrastructureError(fmt::format("`{}` failed ({}): {}", fmt::join(command.argv, " "),
                                          describe(finished.ending), finished.err));
  }
  // "COMMIT:path NUL line NUL word LF"
  std::vector<WordUse> uses;
  std::string_view out = finished.out;
  while (!out.empty()) {
    const size_t path_end = out.find('\0');
    const size_t line_end = path_end == std::string_view::npos ? path_end : out.find('\0', path_end + 1);
    const size_t end = line_end == std::string_view::npos ? line_end : out.find('\n', line_end);
    if (end == std::string_view::npos || path_end <= commit.size())
      throw InfrastructureError("git grep said what is no match: " + std::string(out.substr(0, 200)));
    WordUse use{.path = std::string(out.substr(commit.size() + 1, path_end - commit.size() - 1)),
                .word = std::string(out.substr(line_end + 1, end - line_end - 1))};
    std::from_chars(out.data() + path_end + 1, out.data() + line_end, use.line);
    uses.push_back(std::move(use));
    out.remove_prefix(end + 1);
  }
  return uses;
}

}  // namespace kbisect
