#include "model/kernel/profile.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "model/json_text.hpp"
#include "model/kernel/kconfig_text.hpp"

namespace kbisect {
namespace {

bool is_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  }
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_value(std::string_view text) {
  if (text == "y" || text == "m" || text == "n" || is_number(text)) return true;
  return text.size() >= 2 && text.front() == '"' && text.back() == '"';
}

// CONFIG_X from "# CONFIG_X is not set".
std::optional<std::string_view> unset_symbol(std::string_view line) {
  constexpr std::string_view before = "# ";
  constexpr std::string_view after = " is not set";
  if (line.size() <= before.size() + after.size() || !line.starts_with(before)) return std::nullopt;
  if (line.substr(line.size() - after.size()) != after) return std::nullopt;
  line.remove_prefix(before.size());
  line.remove_suffix(after.size());
  if (!is_config_symbol(line)) return std::nullopt;
  return line;
}

// Symbol and value from "CONFIG_X=value".
std::optional<std::pair<std::string_view, std::string_view>> assignment(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos || !is_config_symbol(line.substr(0, equals))) return std::nullopt;
  return std::pair(line.substr(0, equals), line.substr(equals + 1));
}

Error wrong_line(const std::string& path, int number, std::string_view line, std::string_view instead) {
  return {fmt::format("{}:{}: '{}' cannot be read; write {}", path, number, trimmed(line), instead)};
}

// The words of a comment that begin with "!", without it.
std::set<std::string> tags_of(std::string_view comment) {
  std::set<std::string> tags;
  while (!comment.empty()) {
    const size_t end = std::min(comment.find_first_of(" \t\r#"), comment.size());
    const std::string_view word = comment.substr(0, end);
    if (word.size() > 1 && word[0] == '!') tags.emplace(word.substr(1));
    comment.remove_prefix(std::min(end + 1, comment.size()));
  }
  return tags;
}

// In JSON and in digests. Profiles that were stored before there was a choice have no such key.
constexpr const char* unnamed_by_default = "by default";

struct Request {
  std::string value;
  std::string path;
};

bool is_met(const std::string& value, const std::string& symbol,
            const std::map<std::string, std::string>& config) {
  const auto actual = config.find(symbol);
  return actual == config.end() ? value == "n" : value == actual->second;
}

}  // namespace

std::string Fragment::name_in_profile() const {
  const std::filesystem::path whole(path);
  return (whole.parent_path().filename() / whole.filename()).string();
}

std::string digest_of(const Profile& profile) {
  std::vector<std::string> pieces{profile.name};
  for (const Fragment& fragment : profile.fragments) {
    pieces.push_back(fragment.name_in_profile());
    pieces.push_back(fragment.text);
  }
  pieces.emplace_back("whitelist");
  pieces.insert(pieces.end(), profile.whitelist.begin(), profile.whitelist.end());
  if (profile.unnamed == Unnamed::by_default) pieces.emplace_back(unnamed_by_default);
  return sha256(pieces);
}

nlohmann::json to_json(const Profile& profile) {
  nlohmann::json fragments = nlohmann::json::array();
  for (const Fragment& fragment : profile.fragments)
    fragments.push_back({{"path", fragment.name_in_profile()}, {"text", fragment.text}});
  nlohmann::json document{{"name", profile.name},
                          {"fragments", std::move(fragments)},
                          {"whitelist", profile.whitelist},
                          {"digest", profile.digest}};
  if (profile.unnamed == Unnamed::by_default) document["unnamed"] = unnamed_by_default;
  return document;
}

Expected<Profile> profile_from_json(const nlohmann::json& document) {
  Profile profile;
  try {
    profile.name = document.at("name");
    profile.whitelist = document.at("whitelist").get<std::set<std::string>>();
    profile.digest = document.at("digest");
    if (document.contains("unnamed")) {
      if (document["unnamed"] != unnamed_by_default) return fail("no profile: it has an unknown 'unnamed'");
      profile.unnamed = Unnamed::by_default;
    }
    for (const auto& kept : document.at("fragments")) {
      auto fragment = parse_fragment(kept.at("path"), kept.at("text").get<std::string>());
      if (!fragment) return tl::unexpected(fragment.error());
      profile.fragments.push_back(std::move(*fragment));
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(fmt::format("no profile: {}", error.what()));
  }
  if (digest_of(profile) != profile.digest) return fail("its digest does not fit what it holds");
  return profile;
}

Expected<Fragment> parse_fragment(std::string path, std::string_view text) {
  Fragment fragment{.path = std::move(path), .text = std::string(text)};
  // A run stores the text in JSON.
  if (!is_utf8(text)) return fail(fmt::format("{}: not UTF-8; recode it", fragment.path));
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (trimmed(line).empty()) continue;
    if (const auto symbol = unset_symbol(line)) {
      fragment.values[std::string(*symbol)] = "n";
      continue;
    }
    if (line[0] == '#') {
      if (number == 1) fragment.not_for = tags_of(line);
      continue;
    }
    const auto request = assignment(line);
    if (!request || !is_value(request->second)) {
      return tl::unexpected(
          wrong_line(fragment.path, number, line,
                     "CONFIG_X=value without blanks, # CONFIG_X is not set, or # and a comment"));
    }
    fragment.values[std::string(request->first)] = request->second;
  }
  return fragment;
}

Expected<std::set<std::string>> parse_whitelist(const std::string& path, std::string_view text) {
  std::set<std::string> symbols;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    const std::string_view symbol = trimmed(line.substr(0, line.find('#')));
    if (symbol.empty()) continue;
    if (!is_config_symbol(symbol))
      return tl::unexpected(wrong_line(path, number, line, "one symbol a line, such as CONFIG_MEMCG_V1"));
    symbols.emplace(symbol);
  }
  return symbols;
}

std::string setting_line(const std::string& symbol, const std::string& value) {
  return value == "n" ? fmt::format("# {} is not set", symbol) : fmt::format("{}={}", symbol, value);
}

std::map<std::string, std::string> parse_dot_config(std::string_view text) {
  std::map<std::string, std::string> config;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (const auto symbol = unset_symbol(line)) {
      config[std::string(*symbol)] = "n";
    } else if (const auto assigned = assignment(line)) {
      config[std::string(assigned->first)] = assigned->second;
    }
  }
  return config;
}

std::map<std::string, std::string> requests_of(const Profile& profile) {
  std::map<std::string, std::string> requests;
  for (const Fragment& fragment : profile.fragments) {
    for (const auto& [symbol, value] : fragment.values) requests[symbol] = value;
  }
  return requests;
}

std::set<std::string> unmet_symbols(const Profile& profile,
                                    const std::map<std::string, std::string>& config) {
  std::set<std::string> unmet;
  for (const auto& [symbol, value] : requests_of(profile)) {
    if (!is_met(value, symbol, config)) unmet.insert(symbol);
  }
  return unmet;
}

std::vector<std::string> unmet_requests(const std::vector<Fragment>& fragments,
                                        const std::set<std::string>& whitelist,
                                        const std::map<std::string, std::string>& config) {
  std::map<std::string, Request> requests;
  for (const Fragment& fragment : fragments) {
    for (const auto& [symbol, value] : fragment.values) requests[symbol] = {value, fragment.path};
  }
  std::vector<std::string> unmet;
  for (const auto& [symbol, request] : requests) {
    if (whitelist.count(symbol) != 0) continue;
    if (is_met(request.value, symbol, config)) continue;
    const auto actual = config.find(symbol);
    unmet.push_back(fmt::format("{}={} ({}), but it is {}", symbol, request.value, request.path,
                                actual == config.end() ? "absent" : actual->second));
  }
  return unmet;
}

}  // namespace kbisect
