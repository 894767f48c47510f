// Resolves what the user names as a source to a commit that has its files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "model/campaign.hpp"
#include "model/trials/trial.hpp"
#include "stages/watch.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

class TrialSources {
 public:
  // A path that exists and has a slash is a folder or a tarball. Any other name is a revision of the
  // campaign's tree or, failing that, a path. Writes nothing. `campaign` must outlive this object. Throws
  // UsageError naming a source that cannot be tested, or a fix-up.
  TrialSources(const Campaign& campaign, const std::vector<std::string>& asked);

  // The repositories that hold the sources: the campaign's tree, the one in the cache, or both.
  std::vector<std::filesystem::path> repositories(const Places& places) const;

  // Returns the sources in the order in which they were asked for. Adds folders and tarballs to the
  // repository in the cache, which the caller must have locked. Throws UsageError for a tarball that is no
  // kernel source.
  std::vector<TrialSource> resolve(const Places& places, Watch& watch) const;

 private:
  struct Source {
    SourceKind kind;
    std::string name;
    std::filesystem::path path;  // of a folder or tarball, absolute
    std::string commit;          // of a revision
  };

  const GitReader& tree();
  Source classify(const std::string& asked);
  bool any_source(bool is_revision) const;
  TrialSource revision_source(const Source& source) const;

  const Campaign& campaign_;
  std::filesystem::path tree_path_;
  std::optional<GitReader> tree_;         // opened for the first revision
  std::vector<Fixup> fixups_;             // for revisions
  std::vector<NamedPatch> plain_fixups_;  // for folders and tarballs
  std::vector<Source> sources_;
};

}  // namespace kbisect
