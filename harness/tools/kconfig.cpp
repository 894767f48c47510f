#include "tools/kconfig.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>

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
constexpr const char* kconfig_folder = "scripts/kconfig";

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

// Writes what the profile requests below the build directory, where it can be tried by hand. It comes from
// the profile as it was loaded: editing a fragment during a run must not change the config from one commit to
// the next.
void write_requests(const Profile& profile, const fs::path& path) {
  std::string lines;
  for (const auto& [symbol, value] : requests_of(profile)) lines += setting_line(symbol, value) + "\n";
  // The build of an earlier commit may have put anything there.
  remove_tree(path);
  write_atomically(path, lines);
}

Command kconfig_command(const Kbuild& kbuild, const std::string& target, const fs::path& requests) {
  return {.argv = {"make", "-C", kbuild.source.string(), "O=" + kbuild.build.string(),
                   "KCONFIG_ALLCONFIG=" + requests.string(), target},
          .environment = kbuild.environment(),
          .unset = foreign_variables(),
          .deadline = deadline};
}

Error kconfig_failure(const std::string& target, const SandboxFinished& result,
                      const Confinement& confinement) {
  const auto& [finished, limit] = result;
  const std::string text = finished.err + "\n" + finished.out;
  log::debug(text);
  if (limit) return {fmt::format("make {} ran against {}: {}", target, *limit, first_config_error(text))};
  if (const auto trouble = infrastructure_trouble(text, confinement)) {
    throw InfrastructureError(fmt::format("kconfig was stopped by this machine: {}", *trouble));
  }
  if (text.find("source tree is not clean") != std::string::npos) {
    throw InfrastructureError(
        fmt::format("kconfig needs a source tree without build output: {}", first_config_error(text)));
  }
  if (std::holds_alternative<Killed>(finished.ending)) {
    throw InfrastructureError(fmt::format("make {} was {}", target, describe(finished.ending)));
  }
  return {fmt::format("make {}: {}: {}", target, describe(finished.ending), first_config_error(text))};
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
  const fs::path config = kbuild.build / ".config";
  const fs::path requests = kbuild.build / ".kbisect-requests";
  const std::string target = profile.unnamed == Unnamed::off ? "allnoconfig" : "alldefconfig";
  if (!fs::exists(kbuild.source / kconfig_folder))
    return fail(fmt::format("there is no {}: not a kernel tree", (kbuild.source / kconfig_folder).string()));
  make_directories(kbuild.build);
  write_requests(profile, requests);
  const auto before = snapshot(config);
  if (!before) remove_tree(config);
  const SandboxFinished result = run_for_tree(kbuild, kconfig_command(kbuild, target, requests));
  if (!result.finished.ok()) return tl::unexpected(kconfig_failure(target, result, confinement_of(kbuild)));

  // A symlink could lead anywhere, and a FIFO would block.
  if (!fs::is_regular_file(fs::symlink_status(config)))
    return fail(fmt::format("make {} wrote no config", target));
  auto text = read_file(config);
  if (!text) return fail(fmt::format("make {} wrote no config: {}", target, text.error().message));
  if (before && before->text == *text) fs::last_write_time(config, before->written);
  const auto unmet = unmet_requests(profile.fragments, profile.whitelist, parse_dot_config(*text));
  if (!unmet.empty()) {
    return fail(fmt::format("{} of the requests did not make it into the config: {}{}", unmet.size(),
                            fmt::join(unmet, "; "), explanation(kbuild, profile, *text)));
  }
  return sha256(*text);
}

}  // namespace kbisect
