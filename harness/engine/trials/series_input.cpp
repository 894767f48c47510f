#include "engine/trials/series_input.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/files.hpp"
#include "engine/campaign_tree.hpp"
#include "engine/places.hpp"
#include "tools/git_read.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// In bytes: far more than any patch has, and still quick to read.
constexpr std::uintmax_t longest_patch = 32U << 20U;
// Each patch takes a build.
constexpr size_t most_patches = 500;
constexpr std::array endings{".patch", ".diff", ".eml", ".mbx", ".mbox", ".cover"};

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw UsageError(fmt::format("series '{}': {}", what, why));
}

std::vector<fs::path> patches_in(const fs::path& folder, const std::string& asked) {
  std::vector<fs::path> found;
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) refuse(asked, error.message());
  for (const auto& entry : entries) {
    const bool is_patch =
        std::find(endings.begin(), endings.end(), entry.path().extension()) != endings.end();
    if (is_patch && entry.is_regular_file()) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

NamedPatch read_patch(const fs::path& path, const std::string& asked) {
  std::error_code error;
  if (const auto size = fs::file_size(path, error); !error && size > longest_patch)
    refuse(asked, fmt::format("{} is {} MiB long; that is not a patch", path.string(), size >> 20U));
  auto bytes = read_file(path);
  if (!bytes) refuse(asked, bytes.error().message);
  return {path.filename(), std::move(*bytes)};
}

std::vector<NamedPatch> read_files(const std::vector<std::string>& asked) {
  std::vector<NamedPatch> files;
  for (const std::string& one : asked) {
    const fs::path path = given_path(one, "series");
    std::error_code error;
    if (!fs::exists(path, error))
      refuse(one, "does not exist; give a patch, an mbox, or a folder of patches");
    if (!fs::is_directory(path)) {
      if (!fs::is_regular_file(path)) refuse(one, "is neither a file nor a folder");
      files.push_back(read_patch(path, one));
      continue;
    }
    const auto found = patches_in(path, one);
    if (found.empty()) refuse(one, fmt::format("the folder contains no {}", fmt::join(endings, ", ")));
    for (const fs::path& file : found) files.push_back(read_patch(file, one));
  }
  return files;
}

// --- a branch ---

SeriesPatch patch_of(const Commit& commit, const GitReader& tree) {
  return {
      .name = commit.short_id(),
      .title = commit.subject,
      .text = tree.patch_of(commit.id),
      .headers = {.subject = commit.subject, .author = commit.author, .from = header_address(commit.author)},
      .commit = commit.id};
}

PatchSeries read_branch(const SeriesRequest& request, const Campaign& campaign) {
  if (request.base.empty())
    throw UsageError("--branch: give --base, the revision that its patches are based on");
  const fs::path path = tree_path(campaign.linux_tree);
  const GitReader tree = open_tree(campaign);
  require_whole_history(tree, campaign);
  const auto resolved = [&](const std::string& revision, const char* option) {
    return or_usage_error(tree.resolve(revision).map_error([&](const Error& error) {
      return Error{fmt::format("{} '{}': {} ({})", option, revision, error.message, path.string())};
    }));
  };
  const std::string base = resolved(request.base, "--base");
  const std::string tip = resolved(request.branch, "--branch");
  if (tip == base) refuse(request.branch, fmt::format("has no commit since {}", request.base));
  if (!tree.is_ancestor(base, tip)) {
    const auto fork = tree.merge_base(base, tip);
    refuse(request.branch, fmt::format("is not based on {}; rebase it{}", request.base,
                                       fork ? fmt::format(", or give --base {}", fork->substr(0, 12)) : ""));
  }
  PatchSeries series;
  for (std::string id = tip; id != base;) {
    const Commit commit = tree.commit(id);
    if (commit.parents.size() != 1) {
      refuse(request.branch, fmt::format("has the merge {} since {}; give a branch without merges",
                                         commit.short_id(), request.base));
    }
    if (series.patches.size() == most_patches)
      refuse(request.branch, fmt::format("has more than {} commits since {}", most_patches, request.base));
    series.patches.push_back(patch_of(commit, tree));
    id = commit.parents.front();
  }
  std::reverse(series.patches.begin(), series.patches.end());
  return series;
}

}  // namespace

PatchSeries read_series(const SeriesRequest& request, const Campaign& campaign) {
  if (!request.branch.empty()) {
    if (!request.files.empty()) throw UsageError("--branch: give either files or a branch");
    return read_branch(request, campaign);
  }
  if (request.files.empty()) throw UsageError("give the files of a series, or --branch");
  PatchSeries series = or_usage_error(series_of(read_files(request.files)), "series");
  if (series.patches.size() > most_patches)
    throw UsageError(fmt::format("series: {} patches are more than {}", series.patches.size(), most_patches));
  if (request.base.empty() && series.base_commit.empty()) {
    throw UsageError(
        "series: it does not name its base (base-commit:); give that with --base: a revision, a "
        "folder or a tarball");
  }
  if (request.base.empty() && series.has_prerequisites) {
    throw UsageError(
        "series: its base is base-commit: with other patches on it (prerequisite-patch-id:); apply those, "
        "and give "
        "the result with --base");
  }
  return series;
}

}  // namespace kbisect
