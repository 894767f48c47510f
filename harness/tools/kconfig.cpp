#include "tools/kconfig.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <optional>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "model/kernel/build_log.hpp"
#include "tools/kconfig_files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::minutes deadline{10};

// Deletes the work files that merge_config.sh creates at the top of the tree, and leaves there when it is
// killed.
class WorkFilesRemoved {
 public:
  explicit WorkFilesRemoved(fs::path tree) : tree_(std::move(tree)) {}
  WorkFilesRemoved(const WorkFilesRemoved&) = delete;
  WorkFilesRemoved& operator=(const WorkFilesRemoved&) = delete;
  ~WorkFilesRemoved() {
    std::error_code ignored;
    std::vector<fs::path> left;
    for (auto entry = fs::directory_iterator(tree_, ignored); entry != fs::directory_iterator();
         entry.increment(ignored)) {
      const std::string name = entry->path().filename();
      if (name.starts_with(".tmp.config.") || name.starts_with(".merge_tmp.config.")) {
        left.push_back(entry->path());
      }
    }
    for (const fs::path& path : left) fs::remove(path, ignored);
  }

 private:
  fs::path tree_;
};

struct Snapshot {
  std::string text;
  fs::file_time_type written;
};

std::optional<Snapshot> snapshot(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error))) return std::nullopt;
  const auto written = fs::last_write_time(path, error);
  if (error) return std::nullopt;
  auto text = read_file(path);
  if (!text) return std::nullopt;
  return Snapshot{std::move(*text), written};
}

// A file name that merge_config.sh takes: it splits the names it is given at blanks, and two fragments can
// have one name (two times --set).
std::string file_name_of(const Fragment& fragment, size_t number) {
  std::string name = fmt::format("{:02}-{}", number, fragment.name_in_profile());
  const auto is_plain = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  };
  std::replace_if(name.begin(), name.end(), std::not_fn(is_plain), '-');
  return name;
}

// Writes the fragments below the build directory, where the merge can be repeated by hand. They come from the
// profile as it was loaded: editing a fragment during a run must not change the config from one commit to the
// next.
std::vector<std::string> write_fragments(const Profile& profile, const fs::path& folder) {
  remove_tree(folder);
  make_directories(folder);
  std::vector<std::string> paths;
  for (const Fragment& fragment : profile.fragments) {
    const fs::path path = folder / file_name_of(fragment, paths.size() + 1);
    std::ofstream file(path, std::ios::binary);
    file << fragment.text;
    file.close();
    if (!file) {
      throw InfrastructureError(fmt::format("cannot write {}: is the disk full?", path.string()));
    }
    paths.push_back(path.string());
  }
  return paths;
}

// Without -n, symbols that no fragment names get their defaults.
Command merge_command(const Kbuild& kbuild, Unnamed unnamed) {
  std::vector<std::string> argv{(kbuild.source / "scripts/kconfig/merge_config.sh").string(), "-r"};
  if (unnamed == Unnamed::off) argv.emplace_back("-n");
  argv.insert(argv.end(), {"-O", kbuild.build.string()});
  return {.argv = std::move(argv),
          // merge_config.sh calls make, which must run at the top of the tree.
          .directory = kbuild.source,
          .environment = kbuild.environment(),
          .unset = foreign_variables(),
          .deadline = deadline};
}

Error merge_failure(const SandboxFinished& result, const Confinement& confinement) {
  const auto& [finished, limit] = result;
  const std::string text = finished.err + "\n" + finished.out;
  log::debug(text);
  if (limit) return {fmt::format("merge_config.sh ran against {}: {}", *limit, first_config_error(text))};
  if (const auto trouble = infrastructure_trouble(text, confinement)) {
    throw InfrastructureError(fmt::format("kconfig was stopped by this machine: {}", *trouble));
  }
  if (text.find("source tree is not clean") != std::string::npos) {
    throw InfrastructureError(
        fmt::format("kconfig needs a source tree without build output: {}", first_config_error(text)));
  }
  if (std::holds_alternative<Killed>(finished.ending)) {
    throw InfrastructureError(fmt::format("merge_config.sh was {}", describe(finished.ending)));
  }
  return {fmt::format("merge_config.sh: {}: {}", describe(finished.ending), first_config_error(text))};
}

// What the first few unmet symbols depend on, for the error message.
std::string explanation(const Kbuild& kbuild, const Profile& profile, const std::string& config) {
  constexpr size_t enough = 3;
  std::set<std::string> symbols;
  for (const std::string& symbol : unmet_symbols(profile, parse_dot_config(config))) {
    if (symbols.size() < enough && profile.whitelist.count(symbol) == 0) symbols.insert(symbol);
  }
  auto declarations = find_declarations(kbuild.source, *kbuild.arch, symbols);
  std::string text;
  for (const std::string& symbol : symbols)
    text += fmt::format("; {}: {}", symbol, explained(declarations[symbol]));
  return text;
}

}  // namespace

Expected<std::string> configure(const Kbuild& kbuild, const Profile& profile) {
  const fs::path& out = kbuild.build;
  const fs::path config = out / ".config";
  Command command = merge_command(kbuild, profile.unnamed);
  if (!fs::exists(command.argv[0])) {
    return fail(fmt::format("there is no {}: not a kernel tree, or one from before 2009", command.argv[0]));
  }
  make_directories(out);
  for (std::string& path : write_fragments(profile, out / ".kbisect-fragments")) {
    command.argv.push_back(std::move(path));
  }
  const auto before = snapshot(config);
  // The build of an earlier commit may have put anything there.
  if (!before) remove_tree(config);
  const WorkFilesRemoved work_files(kbuild.source);
  // With a scratch top: merge_config.sh creates its work files there, where kconfig looks for them.
  const SandboxFinished result = run_for_tree(kbuild, command, true);
  if (!result.finished.ok()) return tl::unexpected(merge_failure(result, confinement_of(kbuild)));

  // A symlink could lead anywhere, and a FIFO would block.
  if (!fs::is_regular_file(fs::symlink_status(config))) return fail("merge_config.sh wrote no config");
  auto text = read_file(config);
  if (!text) return fail(fmt::format("merge_config.sh wrote no config: {}", text.error().message));
  if (before && before->text == *text) fs::last_write_time(config, before->written);
  const auto unmet = unmet_requests(profile.fragments, profile.whitelist, parse_dot_config(*text));
  if (!unmet.empty()) {
    return fail(fmt::format("{} of the requests did not make it into the config: {}{}", unmet.size(),
                            fmt::join(unmet, "; "), explanation(kbuild, profile, *text)));
  }
  return sha256(*text);
}

}  // namespace kbisect
