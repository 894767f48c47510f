#include "cli/campaign_overrides.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "cli/campaign_keys.hpp"
#include "engine/places.hpp"
#include "guest-image/protocol.hpp"
#include "model/campaign.hpp"
#include "model/json_reader.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

json::json_pointer pointer_to(const std::string& key) {
  std::string path = "/" + key;
  for (char& c : path) {
    if (c == '.') c = '/';
  }
  return json::json_pointer(path);
}

// If what holds the key is not an object, or the list not a list, the parser will complain about the file.
void set(json& document, const std::string& key, const json& value) {
  try {
    document[pointer_to(key)] = value;
  } catch (const json::exception&) {
  }
}

void append(json& list, const json& value) {
  if (list.is_null() || list.is_array()) list.push_back(value);
}

// The kind of symptom that a key belongs to, by how its key begins; one kind has two keys, step and errno.
// "log" for "symptom.log.kind", "step" for both its keys; empty for a key that is not a symptom's.
std::string_view symptom_kind(std::string_view key) {
  constexpr std::string_view symptom = "symptom.";
  if (!key.starts_with(symptom)) return {};
  for (const std::string_view start : symptom_keys()) {
    if (key.substr(symptom.size()).starts_with(start)) return start == "errno" ? "step" : start;
  }
  return {};
}

bool gives(const CampaignOverrides::Texts& texts, std::string_view key) {
  return std::any_of(texts.begin(), texts.end(), [&](const auto& text) { return text.first == key; });
}

bool gives_symptom(const CampaignOverrides::Texts& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const auto& text) { return !symptom_kind(text.first).empty(); });
}

// Options of another kind than the campaign's ask for that kind alone.
void choose_symptom_kind(json& document, const CampaignOverrides::Texts& texts) {
  const std::string* first = nullptr;
  for (const auto& [key, value] : texts) {
    const std::string_view kind = symptom_kind(key);
    if (kind.empty()) continue;
    if (first == nullptr) first = &key;
    if (kind == symptom_kind(*first)) continue;
    throw UsageError(fmt::format("{} and {} are two kinds of symptom; give one of them", option_of(*first),
                                 option_of(key)));
  }
  const auto symptom = document.find("symptom");
  if (first == nullptr || symptom == document.end() || !symptom->is_object()) return;
  bool same = false;
  for (const auto& [key, value] : symptom->items())
    same = same || symptom_kind("symptom." + key) == symptom_kind(*first);
  if (!same) *symptom = json::object();
}

// The search profile was made for the file's question.
void forget_search_profile(json& document, const CampaignOverrides::Texts& texts) {
  if (gives(texts, "profile") || gives(texts, "test") || gives(texts, "arch") || gives_symptom(texts))
    document.erase("search_profile");
}

// What the file knows about its own question says nothing about another one.
void forget_answers(json& document, const CampaignOverrides::Texts& texts) {
  const bool is_another = gives(texts, "test") || gives_symptom(texts);
  if (is_another || gives(texts, "hunt")) document.erase("expected_culprit");
  if (!is_another) return;
  document.erase("description");
  document.erase("workarounds");
}

void make_absolute(json& path, const fs::path& origin) {
  if (!path.is_string() || !holds_something(path.get<std::string>())) return;
  path = fs::absolute(origin / with_home(path.get<std::string>())).lexically_normal().string();
}

bool is_own_test_key(const json& test) {
  return test.is_string() && is_own_test(test.get<std::string>());
}

// The file's paths are relative to its own folder.
void make_paths_absolute(json& document, const fs::path& origin) {
  if (!document.is_object()) return;
  if (document.contains("test") && is_own_test_key(document["test"])) make_absolute(document["test"], origin);
  if (document.contains("workarounds") && document["workarounds"].is_array()) {
    for (json& test : document["workarounds"]) {
      if (is_own_test_key(test)) make_absolute(test, origin);
    }
  }
  if (document.contains("fixups") && document["fixups"].is_array()) {
    for (json& fixup : document["fixups"]) {
      if (fixup.is_object() && fixup.contains("patch")) make_absolute(fixup["patch"], origin);
    }
  }
}

// The user's own test does not have the steps that the campaign's symptom names.
void hunt_failure_of_own_test(json& document) {
  const auto test = document.find("test");
  const auto symptom = document.find("symptom");
  if (test == document.end() || !test->is_string() || !is_own_test(test->get<std::string>())) return;
  if (symptom == document.end() || !symptom->is_object() || symptom->contains("log") ||
      symptom->contains("hang"))
    return;
  *symptom = {{"fails", protocol::own_case}};
}

}  // namespace

bool CampaignOverrides::empty() const {
  return texts.empty() && numbers.empty() && !confidence && fixups.empty() && whitelist.empty();
}

bool CampaignOverrides::have_symptom() const {
  return gives_symptom(texts);
}

JsonOrigins apply(const CampaignOverrides& overrides, json& document, const fs::path& origin) {
  choose_symptom_kind(document, overrides.texts);
  forget_search_profile(document, overrides.texts);
  forget_answers(document, overrides.texts);
  make_paths_absolute(document, origin);
  JsonOrigins origins;
  for (const auto& [key, value] : overrides.texts) {
    set(document, key, value);
    origins[key] = option_of(key);
  }
  if (gives(overrides.texts, "test") && is_own_test_key(document["test"]))
    make_absolute(document["test"], {});
  if (gives(overrides.texts, "test") && !gives_symptom(overrides.texts)) hunt_failure_of_own_test(document);
  for (const auto& [key, value] : overrides.numbers) {
    set(document, key, value);
    origins[key] = option_of(key);
  }
  if (overrides.confidence) {
    set(document, "confidence", *overrides.confidence);
    origins["confidence"] = "--confidence";
  }
  for (const std::string& fixup : overrides.fixups) {
    const char* kind = fs::is_regular_file(fixup) ? "patch" : "commit";
    origins[fmt::format("fixups[{}].{}", document["fixups"].size(), kind)] = "--fixup";
    append(document["fixups"], {{kind, fixup}});
  }
  for (const std::string& symbol : overrides.whitelist) {
    origins[fmt::format("whitelist[{}]", document["whitelist"].size())] = "--whitelist";
    append(document["whitelist"], symbol);
  }
  return origins;
}

}  // namespace kbisect
