#include "tools/profile_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "model/json_text.hpp"
#include "model/kernel/own_config.hpp"
#include "tools/source_archive.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// The *.conf files of a folder, sorted by the bytes of their names, so that the order does not depend on the
// locale.
std::vector<fs::path> conf_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".conf" && path.filename().native()[0] != '.') files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool holds_fragments(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  return std::any_of(begin(entries), end(entries), [](const auto& entry) {
    return entry.is_directory() && !conf_files(entry.path()).empty();
  });
}

std::string profiles_in(const fs::path& configs) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(configs, error)) {
    if (holds_fragments(entry.path())) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

bool excluded(const Fragment& fragment, const Arch& arch) {
  // Kata's tags use Kbuild's ARCH (powerpc), as do its folder names.
  return fragment.not_for.count(std::string(arch.name)) != 0 ||
         fragment.not_for.count(std::string(arch.make_arch)) != 0;
}

Expected<Profile> load_folder(const std::string& name, const fs::path& folder, const Arch& arch) {
  const bool ends_in_slash = !folder.has_filename();
  Profile profile{.name = (ends_in_slash ? folder.parent_path() : folder).filename()};
  std::vector<fs::path> paths = conf_files(folder / "common");
  const std::vector<fs::path> own = conf_files(folder / arch.name);
  if (own.empty()) {
    return fail(fmt::format("profile '{}' has nothing for {}: put its fragments (*.conf) into {}", name,
                            arch.name, (folder / arch.name).string()));
  }
  const size_t common = paths.size();
  paths.insert(paths.end(), own.begin(), own.end());
  for (size_t i = 0; i < paths.size(); ++i) {
    const auto text = read_file(paths[i]);
    if (!text) return tl::unexpected(text.error());
    auto fragment = parse_fragment(paths[i].string(), *text);
    if (!fragment) return tl::unexpected(fragment.error());
    if (i >= common || !excluded(*fragment, arch)) profile.fragments.push_back(std::move(*fragment));
  }
  const fs::path whitelist = folder / "whitelist.conf";
  if (fs::exists(whitelist)) {
    const auto text = read_file(whitelist);
    if (!text) return tl::unexpected(text.error());
    auto symbols = parse_whitelist(whitelist.string(), *text);
    if (!symbols) return tl::unexpected(symbols.error());
    profile.whitelist = std::move(*symbols);
  }
  return profile;
}

}  // namespace

Expected<Profile> load_profile(const fs::path& configs, const std::string& name, const Arch& arch,
                               const std::vector<std::string>& extra_whitelist) {
  const bool is_path = name.find('/') != std::string::npos;
  const fs::path path = (is_path ? fs::path(name) : configs / name).lexically_normal();
  // A run stores the name in JSON, and reads it back.
  if (!is_utf8(name)) return fail(fmt::format("profile '{}': its path is not UTF-8; rename it", name));
  if (is_path && !fs::exists(path)) {
    return fail(fmt::format("profile '{}': there is no {}; give the folder of a profile, or a .config", name,
                            path.string()));
  }
  if (!is_path && !fs::is_directory(path)) {
    return fail(
        fmt::format("profile '{}': no folder {}; write a path with a slash, or one of those in {}: {}", name,
                    path.string(), configs.string(), profiles_in(configs)));
  }
  auto profile = fs::is_directory(path) ? load_folder(name, path, arch)
                                        : read_own_config(path, arch).map([&](Fragment&& config) {
                                            return profile_of_own_config(std::move(config), arch);
                                          });
  if (!profile) return profile;
  profile->whitelist.insert(extra_whitelist.begin(), extra_whitelist.end());
  profile->digest = digest_of(*profile);
  return profile;
}

Expected<Fragment> read_own_config(const fs::path& path, const Arch& arch) {
  auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  try {
    // As /proc/config.gz is.
    if (!is_utf8(*text)) text = read_compressed(path);
  } catch (const UsageError& error) {
    return fail(error.what());
  }
  *text = with_plain_line_ends(*text);
  if (const auto fits = check_config_arch(path, *text, arch); !fits) return tl::unexpected(fits.error());
  return parse_own_config(path, *text);
}

}  // namespace kbisect
