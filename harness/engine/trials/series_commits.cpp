#include "engine/trials/series_commits.hpp"

#include "base/files.hpp"
#include "tools/git_read.hpp"
#include "tools/git_series.hpp"
#include "tools/git_worktree.hpp"

namespace kbisect {
namespace {

SeriesCommits of_branch(const PatchSeries& series, const GitReader& reader) {
  SeriesCommits found;
  for (const SeriesPatch& patch : series.patches) found.commits.push_back(reader.commit(patch.commit));
  return found;
}

}  // namespace

SeriesCommits commit_series(const PatchSeries& series, const TrialSource& base, const TrialTree& tree,
                            const RunFolder& folder) {
  const GitReader reader = or_infrastructure_error(GitReader::open(base.repository));
  make_directories(folder.patches());
  for (size_t i = 0; i < series.patches.size(); ++i)
    write_atomically(folder.patch(i + 1), series.patches[i].text);
  const bool is_branch = !series.patches.front().commit.empty();
  if (is_branch) return of_branch(series, reader);
  const GitWorktree worktree(base.repository, tree.places.worktree);
  worktree.add(base.commit.id);
  worktree.checkout(base.commit.id);
  const GitSeries git(tree.places.worktree);
  SeriesCommits made;
  for (const SeriesPatch& patch : series.patches) {
    const auto file = folder.patch(made.commits.size() + 1);
    const auto id = patch.is_mail ? git.apply_mail(file) : git.apply_diff(file, patch.title);
    if (!id) {
      made.not_applied = id.error().message;
      return made;
    }
    made.commits.push_back(reader.commit(*id));
  }
  return made;
}

}  // namespace kbisect
