// From what the user calls a source to a commit that has its files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/places.hpp"
#include "model/campaign.hpp"
#include "model/trial.hpp"
#include "stages/watch.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

class TrialSources {
 public:
  // What has a slash and is there, and what is no revision of the campaign's tree but is there, is a folder
  // or a tarball. Throws UsageError naming the one that is nothing that can be tested. Writes nothing.
  TrialSources(const Campaign& campaign, const std::vector<std::string>& asked);

  // The repositories that hold them: the campaign's tree, the one in the cache, or both.
  std::vector<std::filesystem::path> repositories(const Places& places) const;

  // In the order in which they were asked for. Takes folders and tarballs into the repository in the cache,
  // which the caller has locked by then.
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
  TrialSource revision_source(const Source& source) const;

  const Campaign& campaign_;
  std::filesystem::path tree_path_;
  std::optional<GitReader> tree_;  // opened for the first revision
  std::vector<Fixup> fixups_;
  std::vector<Source> sources_;
};

}  // namespace kbisect
