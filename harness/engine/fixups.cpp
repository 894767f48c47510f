#include "engine/fixups.hpp"

#include <fmt/format.h>

#include "engine/places.hpp"
#include "model/json_text.hpp"
#include "tools/git_patch_file.hpp"

namespace kbisect {
namespace {

std::string resolve(const GitReader& git, size_t number, const char* key, const std::string& revision) {
  if (revision.empty()) return {};
  return or_usage_error(git.resolve(revision), fmt::format("fixups[{}].{}", number, key));
}

Fixup commit_fixup(const GitReader& git, size_t number, const std::string& revision) {
  const auto id = git.resolve(revision);
  if (!id) {
    throw UsageError(fmt::format("fixups[{}].commit, or --fixup: {}; a patch needs a file that is there",
                                 number, id.error().message));
  }
  const Commit commit = git.commit(*id);
  return {.name = fmt::format("{} ({})", commit.short_id(), commit.subject),
          .patch = git.patch_of(commit.id),
          .until = commit.id};
}

Fixup patch_fixup(size_t number, const std::string& file) {
  const std::string what = fmt::format("fixups[{}].patch", number);
  const auto path = given_path(file, what);
  // Checked here because a broken patch would fail at every commit.
  return {.name = path.filename(), .patch = or_usage_error(read_patch_file(path), what)};
}

// The journal keeps the patch, and JSON is UTF-8.
Fixup checked(Fixup fixup, size_t number) {
  if (is_utf8(fixup.patch)) return fixup;
  throw UsageError(fmt::format("fixups[{}]: {} is not UTF-8; recode it, or remove the hunk that is not",
                               number, fixup.name));
}

}  // namespace

std::vector<Fixup> resolve_fixups(const Campaign& campaign, const GitReader& git) {
  std::vector<Fixup> fixups;
  for (const FixupRequest& asked : campaign.fixups) {
    const size_t number = fixups.size();
    Fixup fixup =
        asked.patch.empty() ? commit_fixup(git, number, asked.commit) : patch_fixup(number, asked.patch);
    fixup.from = resolve(git, number, "from", asked.from);
    if (!asked.until.empty()) fixup.until = resolve(git, number, "until", asked.until);
    fixups.push_back(checked(std::move(fixup), number));
  }
  return fixups;
}

std::vector<NamedPatch> fixups_without_history(const Campaign& campaign) {
  std::vector<NamedPatch> fixups;
  for (const FixupRequest& asked : campaign.fixups) {
    const size_t number = fixups.size();
    if (asked.patch.empty() || !asked.from.empty() || !asked.until.empty()) {
      throw UsageError(fmt::format(
          "fixups[{}] ({}): no file of a patch alone, and a folder or a tarball has no history that tells "
          "whether it needs a commit; give a patch without from and until, or a revision as source",
          number, asked.patch.empty() ? asked.commit : asked.patch));
    }
    const Fixup fixup = checked(patch_fixup(number, asked.patch), number);
    fixups.push_back({fixup.name, fixup.patch});
  }
  return fixups;
}

std::vector<NamedPatch> fixups_for(const std::string& commit, const std::vector<Fixup>& fixups,
                                   const GitReader& git) {
  std::vector<NamedPatch> needed;
  for (const Fixup& fixup : fixups) {
    const bool begun = fixup.from.empty() || git.is_ancestor(fixup.from, commit);
    const bool over = !fixup.until.empty() && git.is_ancestor(fixup.until, commit);
    if (begun && !over) needed.push_back({fixup.name, fixup.patch});
  }
  return needed;
}

}  // namespace kbisect
