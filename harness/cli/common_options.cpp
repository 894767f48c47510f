#include "cli/common_options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace kbisect {
namespace fs = std::filesystem;

void CommonOptions::add_to(CLI::App& command) {
  const char* group = help_group::folders;
  command
      .add_option("--configs", configs,
                  "Folder of profiles and campaigns (default: configs/ of kbisect's source)")
      ->group(group);
  command
      .add_option("--cache", cache,
                  "Folder of worktrees, builds and caches\n"
                  "(default: $XDG_CACHE_HOME/kbisect, else ~/.cache/kbisect)")
      ->group(group);
  command.add_option("--results", results, "Folder of the runs (default: ./results)")->group(group);
  command.add_flag("--json", json, "Print one JSON object per line instead of text")->group(group);
}

Places CommonOptions::places() const {
  Places places = default_places();
  if (!configs.empty()) {
    if (!fs::is_directory(configs)) throw UsageError(fmt::format("--configs: {} is no folder", configs));
    places.configs = configs;
  } else if (!fs::is_directory(places.configs)) {
    throw UsageError(fmt::format(
        "{} is gone: the source folder that kbisect was built in has moved; build it where that is now, "
        "or give --configs",
        places.configs.string()));
  }
  if (!cache.empty()) {
    or_usage_error(check_folder(cache), "--cache");
    places.cache = fs::absolute(cache);
  }
  if (!results.empty()) {
    or_usage_error(check_folder(results), "--results");
    places.results = results;
  }
  if (places.cache.empty()) throw UsageError("HOME is not set; set it, or give --cache");
  return places;
}

std::string CommonOptions::folder_arguments() const {
  std::string arguments;
  for (const auto& [option, folder] :
       {std::pair{"--configs", &configs}, {"--cache", &cache}, {"--results", &results}}) {
    if (!folder->empty()) arguments += fmt::format(" {} {}", option, shell_quoted(*folder));
  }
  return arguments;
}

void add_steps_option(CLI::App& command, std::optional<int>& steps) {
  command
      .add_option(
          "--steps", steps,
          "Stop after this many steps, as Ctrl-C does (default: no limit); `kbisect resume` continues")
      ->check(CLI::Range(1, 1'000'000))
      ->group(help_group::search);
}

void add_no_sandbox_option(CLI::App& command, bool& no_sandbox, const std::string& whose) {
  command
      .add_flag("--no-sandbox", no_sandbox,
                fmt::format("Build outside the sandbox: {} own code may then do what you may\n"
                            "(default: in a sandbox, where one works)",
                            whose))
      ->group(help_group::kernel);
}

}  // namespace kbisect
