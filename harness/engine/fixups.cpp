#include "engine/fixups.hpp"

#include <fmt/format.h>

#include "engine/places.hpp"
#include "model/json_text.hpp"
#include "tools/patch_file.hpp"

namespace kbisect {
namespace {

std::string resolve(const GitReader& git, size_t number, const char* key, const std::string& revision) {
  if (revision.empty()) return {};
  auto id = git.resolve(revision);
  if (id) return std::move(*id);
  throw UsageError(fmt::format("fixups[{}].{}: {}", number, key, id.error().message));
}

}  // namespace

std::vector<Fixup> resolve_fixups(const Campaign& campaign, const GitReader& git) {
  std::vector<Fixup> fixups;
  for (const FixupRequest& asked : campaign.fixups) {
    const size_t number = fixups.size();
    Fixup fixup{.from = resolve(git, number, "from", asked.from),
                .until = resolve(git, number, "until", asked.until)};
    if (asked.patch.empty()) {
      const Commit commit = git.commit(resolve(git, number, "commit", asked.commit));
      fixup.name = fmt::format("{} ({})", commit.short_id(), commit.subject);
      fixup.patch = git.patch_of(commit.id);
      if (fixup.until.empty()) fixup.until = commit.id;
    } else {
      const auto path = std::filesystem::absolute(with_home(asked.patch));
      fixup.name = path.filename();
      // Checked here because a broken patch would fail at every commit.
      fixup.patch = or_usage_error(read_patch_file(path).map_error([&](const Error& error) {
        return Error{fmt::format("fixups[{}].patch: {}", number, error.message)};
      }));
    }
    // The journal keeps the patch, and JSON is UTF-8.
    if (!is_utf8(fixup.patch)) {
      throw UsageError(fmt::format("fixups[{}]: {} is not UTF-8; recode it, or remove the hunk that is not",
                                   number, fixup.name));
    }
    fixups.push_back(std::move(fixup));
  }
  return fixups;
}

std::vector<Fixup> fixups_for(const std::string& commit, const std::vector<Fixup>& fixups,
                              const GitReader& git) {
  std::vector<Fixup> needed;
  for (const Fixup& fixup : fixups) {
    const bool begun = fixup.from.empty() || git.is_ancestor(fixup.from, commit);
    const bool over = !fixup.until.empty() && git.is_ancestor(fixup.until, commit);
    if (begun && !over) needed.push_back(fixup);
  }
  return needed;
}

}  // namespace kbisect
