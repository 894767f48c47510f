#include "cli/run_options.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

struct KeyOption {
  const char* key;
  const char* option;
  const char* help;
};

constexpr std::array text_options{
    KeyOption{"name", "--name", "Name of the run's folder"},
    KeyOption{"description", "--description", "What the regression is, for the report"},
    KeyOption{
        "linux", "--linux",
        "The kernel tree, a git repository; only a linked worktree is added to it for the time of the run"},
    KeyOption{"good", "--good", "A revision where the test passes"},
    KeyOption{"bad", "--bad", "A later revision where it fails"},
    KeyOption{"arch", "--arch", "Architecture of the guest"},
    KeyOption{"profile", "--profile", "Kernel config profile: a folder below configs/, or a path"},
    KeyOption{"test", "--test", "Guest test"},
    KeyOption{"symptom.step", "--symptom-step", "The step of the guest test that must fail"},
    KeyOption{"symptom.errno", "--symptom-errno", "The errno it must fail with, by name"},
    KeyOption{"expected_culprit", "--expected-culprit", "Commit to compare the result with"}};

constexpr std::array number_options{
    KeyOption{"limits.build_seconds", "--build-seconds", "Deadline of one build"},
    KeyOption{"limits.boot_seconds", "--boot-seconds", "Deadline of one boot"},
    KeyOption{"limits.memory_mib", "--memory-mib", "Memory of the guest"},
    KeyOption{"limits.jobs", "--jobs", "Parallel compilations; 0 is one a processor"}};

json::json_pointer pointer_to(const std::string& key) {
  std::string path = "/" + key;
  for (char& c : path) {
    if (c == '.') c = '/';
  }
  return json::json_pointer(path);
}

fs::path find_campaign(const std::string& campaign, const Places& places) {
  const fs::path by_name = places.configs / "campaigns" / (campaign + ".json");
  for (const fs::path& path : {fs::path(campaign), by_name}) {
    if (fs::is_regular_file(path)) return path;
  }
  throw UsageError(fmt::format("campaign '{}': neither it nor {} is a file", campaign, by_name.string()));
}

// An override of a key below something that is no object is left for the parser to complain about the file.
void set(json& document, const std::string& key, const json& value) {
  try {
    document[pointer_to(key)] = value;
  } catch (const json::exception&) {
  }
}

}  // namespace

void CommonOptions::add_to(CLI::App& command) {
  command.add_option("--configs", configs, "Folder of profiles and campaigns");
  command.add_option("--cache", cache, "Folder of worktrees, builds and caches (default: ~/.cache/kbisect)");
  command.add_option("--results", results, "Folder of the runs (default: ./results)");
  command.add_flag("--json", json, "One JSON object a line instead of text");
}

Places CommonOptions::places() const {
  Places places = default_places();
  if (!configs.empty()) places.configs = configs;
  if (!cache.empty()) places.cache = fs::absolute(cache);
  if (!results.empty()) places.results = results;
  if (places.cache.empty()) throw UsageError("HOME is not set; set it, or give --cache");
  return places;
}

void CampaignOptions::add_to(CLI::App& command) {
  command.add_option("campaign", campaign, "Campaign file, or the name of one below configs/campaigns")
      ->required();
  for (const KeyOption& row : text_options) {
    command.add_option_function<std::string>(
        row.option, [this, key = row.key](const std::string& value) { texts.emplace_back(key, value); },
        row.help);
  }
  for (const KeyOption& row : number_options) {
    command.add_option_function<int>(
        row.option, [this, key = row.key](const int& value) { numbers.emplace_back(key, value); }, row.help);
  }
  command
      .add_option("--whitelist", whitelist,
                  "Symbol that may be missing from the config, beside the campaign's; repeatable")
      ->allow_extra_args(false);
}

Campaign CampaignOptions::load(const Places& places) const {
  const fs::path path = find_campaign(campaign, places);
  json document;
  try {
    document = json::parse(or_usage_error(read_file(path)));
  } catch (const json::parse_error& error) {
    throw UsageError(fmt::format("{} is not JSON: {}", path.string(), error.what()));
  }
  if (document.is_object()) {
    for (const auto& [key, value] : texts) set(document, key, value);
    for (const auto& [key, value] : numbers) set(document, key, value);
    if (!whitelist.empty()) {
      json& list = document["whitelist"];
      for (const std::string& symbol : whitelist) {
        if (list.is_null() || list.is_array()) list.push_back(symbol);
      }
    }
  }
  return or_usage_error(parse_campaign(document, path.string()));
}

}  // namespace kbisect
