#include "cli/campaign_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/common_options.hpp"
#include "model/json_text.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

fs::path find_campaign(const std::string& campaign, const Places& places) {
  const fs::path folder = places.configs / "campaigns";
  for (const fs::path& path : {fs::path(campaign), folder / (campaign + ".json")}) {
    if (fs::is_regular_file(path)) return path;
  }
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  throw UsageError(fmt::format(
      "campaign '{}': there is no such file, and no campaign of that name in {}; known there: {}", campaign,
      folder.string(), names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

}  // namespace

void CampaignOptions::add_to(CLI::App& command, CampaignKeys keys) {
  command.add_option("campaign", campaign,
                     "Campaign file, or the name of one in campaigns/ of the configs folder\n"
                     "(default: the one named default, which is kata-loop-mount)");
  add_keys(command, keys);
  command
      .add_flag_callback(
          "--find-fix", [this] { overrides.texts.emplace_back("hunt", "fix"); },
          "Look for the commit that repaired it; short for --hunt fix")
      ->excludes("--hunt")
      ->group(help_group::question);
  if (keys != CampaignKeys::all) return;
  command
      .add_option("--confidence", overrides.confidence,
                  "Probability at which a culprit is named, 0.5 to 0.999999\n"
                  "(default: the campaign's, else 0.999)")
      ->group(help_group::search);
}

void CampaignOptions::add_to_trials(CLI::App& command, CampaignKeys keys) {
  command
      .add_option("--campaign", campaign,
                  "Campaign to take everything else from: a file, or the name of one in campaigns/ of\n"
                  "the configs folder (default: the one named default, which is kata-loop-mount)")
      ->group(help_group::question);
  add_keys(command, keys);
}

std::string CampaignOptions::run_arguments() const {
  std::string arguments = shell_quoted(campaign);
  const auto add = [&](std::string_view option, const std::string& value) {
    arguments += fmt::format(" {} {}", option, shell_quoted(value));
  };
  for (const auto& [key, value] : overrides.texts) add(option_of(key), value);
  for (const auto& [key, value] : overrides.numbers) add(option_of(key), std::to_string(value));
  for (const std::string& fixup : overrides.fixups) add("--fixup", fixup);
  for (const std::string& symbol : overrides.whitelist) add("--whitelist", symbol);
  return arguments;
}

void CampaignOptions::add_keys(CLI::App& command, CampaignKeys keys) {
  for (const KeyOption& row : text_options()) {
    if (!takes(keys, row.key)) continue;
    command
        .add_option_function<std::string>(
            row.option,
            [this, key = std::string(row.key)](const std::string& value) {
              overrides.texts.emplace_back(key, value);
            },
            row.help)
        ->group(row.group);
  }
  for (const KeyOption& row : number_options()) {
    command
        .add_option_function<int>(
            row.option,
            [this, key = std::string(row.key)](const int& value) {
              overrides.numbers.emplace_back(key, value);
            },
            row.help)
        ->group(row.group);
  }
  command
      .add_option("--fixup", overrides.fixups,
                  "Commit or patch file to apply before each build, besides the campaign's; repeatable")
      ->allow_extra_args(false)
      ->group(help_group::kernel);
  command
      .add_option("--whitelist", overrides.whitelist,
                  "Symbol that the built config may lack, besides the campaign's; repeatable")
      ->allow_extra_args(false)
      ->group(help_group::kernel);
}

Campaign CampaignOptions::load(const Places& places) const {
  const fs::path path = find_campaign(campaign, places);
  auto document = parse_json(or_usage_error(read_file(path)));
  if (!document) throw UsageError(fmt::format("{} is not JSON: {}", path.string(), document.error().message));
  JsonOrigins options;
  if (document->is_object()) options = apply(overrides, *document, path.parent_path());
  return or_usage_error(parse_campaign(
      *document, path.string() + (overrides.empty() ? "" : " with the options given"), options));
}

}  // namespace kbisect
