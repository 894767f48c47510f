#include "model/variant.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/digest.hpp"

namespace kbisect {
namespace {

// COMMAND_LINE_SIZE is 2048 on x86, and less on some architectures.
constexpr size_t longest_append = 1024;
constexpr std::string_view own_words = "kbisect.";
// Where a change comes from, as messages name it.
constexpr const char* changes_fragment = "--set";

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Profile without_demands(Profile profile, const Variant& variant) {
  for (const auto& [symbol, value] : requests_of(profile)) profile.whitelist.insert(symbol);
  for (const auto& [symbol, value] : variant.config) {
    if (variant.unmet == Unmet::refused) {
      profile.whitelist.erase(symbol);
    } else {
      profile.whitelist.insert(symbol);
    }
  }
  return profile;
}

}  // namespace

std::string text(const Variant& variant) {
  if (!variant.label.empty()) return variant.label;
  if (variant.is_unchanged()) return "as it is";
  std::vector<std::string> parts;
  for (const NamedPatch& patch : variant.patches) parts.push_back(patch.name);
  for (const auto& [symbol, value] : variant.config) parts.push_back(fmt::format("{}={}", symbol, value));
  if (!variant.compiler.empty()) parts.push_back(variant.compiler);
  if (!variant.append.empty()) parts.push_back(variant.append);
  return fmt::format("{}", fmt::join(parts, ", "));
}

nlohmann::json to_json(const Variant& variant) {
  nlohmann::json patches = nlohmann::json::array();
  for (const NamedPatch& patch : variant.patches)
    patches.push_back({{"name", patch.name}, {"digest", sha256(patch.text)}});
  nlohmann::json document{
      {"patches", std::move(patches)}, {"config", variant.config}, {"append", variant.append}};
  if (!variant.compiler.empty()) document["compiler"] = variant.compiler;
  if (!variant.label.empty()) document["label"] = variant.label;
  return document;
}

Expected<std::pair<std::string, std::string>> parse_config_change(std::string_view text) {
  const auto refuse = [&] {
    return fail(
        fmt::format("'{}': write CONFIG_X=y, =m, =n, a number, or a text in quotes that reach kbisect "
                    "('CONFIG_X=\"text\"')",
                    text));
  };
  if (!text.starts_with("CONFIG_") || !is_printable(text)) return refuse();
  const auto fragment = parse_fragment(changes_fragment, text);
  if (!fragment || fragment->values.size() != 1) return refuse();
  return *fragment->values.begin();
}

Expected<void> check_boot_parameters(std::string_view parameters) {
  if (parameters.find_first_not_of(' ') == std::string_view::npos) return fail("it is empty; leave it out");
  if (!is_printable(parameters)) {
    return fail(fmt::format(
        "'{}': a kernel's command line is one line of printable ASCII",
        nlohmann::json(parameters).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)));
  }
  if (parameters.find(own_words) != std::string_view::npos)
    return fail(fmt::format("'{}': {}* are kbisect's own words to its guest", parameters, own_words));
  if (parameters.size() > longest_append) {
    return fail(fmt::format("{} characters are more than a command line has room for; give {} at most",
                            parameters.size(), longest_append));
  }
  if (std::count(parameters.begin(), parameters.end(), '"') % 2 != 0)
    return fail(fmt::format("'{}': a quote in it is not closed", parameters));
  return {};
}

Profile with_changes(const Profile& profile, const Variant& variant) {
  if (variant.config.empty()) return profile;
  std::string lines;
  for (const auto& [symbol, value] : variant.config) lines += setting_line(symbol, value) + "\n";
  Profile changed = without_demands(profile, variant);
  changed.fragments.push_back({.path = changes_fragment, .text = std::move(lines), .values = variant.config});
  changed.digest = digest_of(changed);
  return changed;
}

std::vector<std::string> side_effects(const Profile& profile, const Variant& variant,
                                      const std::map<std::string, std::string>& config) {
  if (variant.config.empty()) return {};
  std::set<std::string> expected = profile.whitelist;
  for (const auto& [symbol, value] : variant.config) expected.insert(symbol);
  return unmet_requests(profile.fragments, expected, config);
}

}  // namespace kbisect
