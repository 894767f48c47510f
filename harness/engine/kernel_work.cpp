#include "engine/kernel_work.hpp"

#include <fmt/format.h>

#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

Expected<void> apply(const std::vector<NamedPatch>& patches, const char* what, const KernelWork& work) {
  for (size_t i = 0; i < patches.size(); ++i) {
    const fs::path file = fs::absolute(work.folder / fmt::format("{}-{}.patch", what, i + 1));
    write_atomically(file, patches[i].text);
    const auto applied = work.worktree.apply(file);
    if (!applied) {
      return fail(
          fmt::format("the {} {} does not apply: {}", what, patches[i].name, applied.error().message));
    }
  }
  return {};
}

std::vector<std::string> names_of(const std::vector<NamedPatch>& patches) {
  std::vector<std::string> names;
  names.reserve(patches.size());
  for (const NamedPatch& patch : patches) names.push_back(patch.name);
  return names;
}

}  // namespace

std::optional<FinishedKernel> kernel_of_earlier_run(const KernelWork& work, Watch& watch) {
  if (work.kernels == nullptr) return std::nullopt;
  auto kernel = work.kernels->take(key_of(work.origin), work.images, work.folder);
  if (!kernel) return std::nullopt;
  watch.note("    an earlier run has built this kernel");
  return FinishedKernel{
      .build = {.result = std::move(kernel->image),
                .reused = true,
                .of_earlier_run = true,
                .fixups = names_of(work.origin.fixups)},
      .records = BuildRecords{
          BuildInputs::from_text(std::string(work.origin.arch.source_arch), kernel->inputs), {}}};
}

Expected<void> apply_patches(const KernelWork& work) {
  return apply(work.origin.fixups, "fix-up", work).and_then([&] {
    return apply(work.origin.patches, "patch", work);
  });
}

Build not_built(const KernelOrigin& origin, Skip why) {
  return {.result = std::move(why), .fixups = names_of(origin.fixups)};
}

FinishedKernel build_kernel(const KernelWork& work, Watch& watch) {
  FinishedKernel finished;
  // Links that a commit has there would lead out of the sandbox.
  if (const auto file =
          work.worktree.tracked({work.places.build.filename(), work.places.search_build.filename()})) {
    finished.build.result =
        Skip{SkipReason::cannot_build,
             fmt::format("the commit itself contains {}, which lies where kernels are built", *file)};
  } else {
    finished.build = work.builder.build(work.folder, work.suspects, watch);
    work.worktree.require_checked_out(work.origin.commit);
  }
  finished.build.fixups = names_of(work.origin.fixups);
  auto* image = std::get_if<Image>(&finished.build.result);
  if (image == nullptr) return finished;
  image->path = work.images.keep(image->path, image->digest);
  if (work.kernels == nullptr) return finished;
  finished.records = work.builder.records();
  work.kernels->keep(key_of(work.origin), {*image, finished.records->inputs.to_text()}, work.folder);
  return finished;
}

}  // namespace kbisect
