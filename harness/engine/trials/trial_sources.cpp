#include "engine/trials/trial_sources.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/campaign_tree.hpp"
#include "engine/fixups.hpp"
#include "tools/kernel_source.hpp"
#include "tools/source_repository.hpp"

namespace kbisect {
namespace fs = std::filesystem;

TrialSources::TrialSources(const Campaign& campaign, const std::vector<std::string>& asked)
    : campaign_(campaign), tree_path_(tree_path(campaign.linux_tree)) {
  for (const std::string& name : asked) sources_.push_back(classify(name));
  if (tree_) fixups_ = resolve_fixups(campaign, *tree_);
  if (any_source(false)) plain_fixups_ = fixups_without_history(campaign);
}

const GitReader& TrialSources::tree() {
  if (!tree_) tree_ = open_tree(campaign_);
  return *tree_;
}

TrialSources::Source TrialSources::classify(const std::string& asked) {
  if (asked.empty()) throw UsageError("source '': give a revision, a folder or a tarball");
  const fs::path path = given_path(asked, "source");
  std::error_code error;
  const bool is_there = fs::exists(path, error);
  const bool is_written_as_path = asked.find('/') != std::string::npos;
  if (!is_there || !is_written_as_path) {
    // If there is a file of that name, the tree need not exist.
    if (!is_there || GitReader::open(tree_path_)) {
      auto id = tree().resolve(asked);
      if (id) {
        require_kernel_source(tree(), *id, fmt::format("source '{}'", asked), campaign_);
        return {SourceKind::revision, asked, {}, std::move(*id)};
      }
      if (!is_there) {
        throw UsageError(
            fmt::format("source '{}': {} ({}), and no folder or tarball; fetch it, or give the tree "
                        "that has it with --linux",
                        asked, id.error().message, tree_path_.string()));
      }
    }
  }
  const bool is_folder = fs::is_directory(path);
  const auto checked = is_folder ? check_source_folder(path) : check_source_tarball(path);
  if (!checked) throw UsageError(fmt::format("source '{}': {}", asked, checked.error().message));
  return {is_folder ? SourceKind::folder : SourceKind::tarball, asked, path, {}};
}

std::vector<fs::path> TrialSources::repositories(const Places& places) const {
  std::vector<fs::path> found;
  if (any_source(true)) found.push_back(tree_path_);
  if (any_source(false)) found.push_back(places.source_repository());
  return found;
}

bool TrialSources::any_source(bool is_revision) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    return (source.kind == SourceKind::revision) == is_revision;
  });
}

TrialSource TrialSources::revision_source(const Source& source) const {
  return {.kind = source.kind,
          .name = source.name,
          .repository = tree_path_,
          .commit = tree_->commit(source.commit),
          .fixups = fixups_for(source.commit, fixups_, *tree_)};
}

std::vector<TrialSource> TrialSources::resolve(const Places& places, Watch& watch) const {
  const SourceRepository repository(places.source_repository());
  std::vector<TrialSource> resolved;
  for (const Source& source : sources_) {
    if (source.kind == SourceKind::revision) {
      resolved.push_back(revision_source(source));
      continue;
    }
    watch.note(fmt::format("reading {}", source.name));
    const std::string id = source.kind == SourceKind::folder ? repository.add_folder(source.path)
                                                             : repository.add_tarball(source.path);
    const GitReader git = or_infrastructure_error(GitReader::open(places.source_repository()));
    resolved.push_back({.kind = source.kind,
                        .name = source.name,
                        .repository = places.source_repository(),
                        .commit = git.commit(id),
                        .fixups = plain_fixups_});
  }
  return resolved;
}

}  // namespace kbisect
