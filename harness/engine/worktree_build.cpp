#include "engine/worktree_build.hpp"

#include <fmt/format.h>

namespace kbisect {

Build build_worktree(const WorktreeBuild& request, Watch& watch) {
  // Links that a commit has in there would lead out of the sandbox.
  for (const std::string own : {request.places.build.filename(), request.places.search_build.filename()}) {
    if (!request.git.tracks(own)) continue;
    return {.result = Skip{SkipReason::cannot_build,
                           fmt::format("the commit itself contains {}, where kernels are built", own)}};
  }
  Build build = request.builder.build(request.folder, request.suspects, watch);
  request.git.require_checked_out(request.commit);
  if (auto* image = std::get_if<Image>(&build.result))
    image->path = request.images.keep(image->path, image->digest);
  return build;
}

}  // namespace kbisect
