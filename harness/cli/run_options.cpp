#include "cli/run_options.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "guest-image/protocol.hpp"
#include "model/json_reader.hpp"
#include "model/json_text.hpp"

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
    KeyOption{"bad", "--bad", "A later revision where it fails; an earlier one where a fix is looked for"},
    KeyOption{"hunt", "--hunt", "What to look for: regression or fix"},
    KeyOption{"arch", "--arch", "Architecture of the guest"},
    KeyOption{"profile", "--profile", "Kernel config profile: a folder below configs/, or a path"},
    KeyOption{"search_profile", "--search-profile",
              "A smaller profile to search with, or none (default: what `kbisect slim` has kept)"},
    KeyOption{
        "test", "--test",
        "Guest test: one of the guest image's, or the path of a program or script of your own (./repro.sh)"},
    KeyOption{"symptom.step", "--symptom-step", "The step of the guest test that must fail"},
    KeyOption{"symptom.errno", "--symptom-errno", "The errno it must fail with, by name"},
    KeyOption{"symptom.log.kind", "--symptom-log-kind", "The kind of the kernel's complaint to look for"},
    KeyOption{"symptom.log.function", "--symptom-log-function", "The function it must name"},
    KeyOption{"symptom.log.text", "--symptom-log-text", "What its line must hold"},
    KeyOption{"symptom.hang", "--symptom-hang", "The hang to look for: boot or test"},
    KeyOption{
        "symptom.fails", "--symptom-fails",
        "The result of the guest test that must fail, in whatever way; test is all of a test of your own"},
    KeyOption{"on_other_failure", "--on-other-failure",
              "What another failure makes of a commit: skip or bad"},
    KeyOption{"pick", "--pick", "Who chooses the next commit to build: information or git"},
    KeyOption{"discard", "--discard",
              "Commits that are not built: unread (those that change nothing the build reads) or nothing"},
    KeyOption{"ccache", "--ccache", "Keep objects for other runs over the same commits: on or off"},
    KeyOption{"kept_kernels", "--kept-kernels",
              "What earlier runs have built: use (it is not built again) or ignore"},
    KeyOption{"compiler", "--compiler", "What compiles the kernels: gcc, or one version of it, gcc-11"},
    KeyOption{"expected_culprit", "--expected-culprit", "Commit to compare the result with"}};

constexpr std::array number_options{
    KeyOption{"limits.build_seconds", "--build-seconds", "Deadline of one build"},
    KeyOption{"limits.boot_seconds", "--boot-seconds", "Deadline of one boot"},
    KeyOption{"limits.memory_mib", "--memory-mib", "Memory of the guest"},
    KeyOption{"limits.jobs", "--jobs", "Parallel compilations; 0 is one a processor"}};

constexpr std::array<std::string_view, 7> keys_of_a_search{
    "good", "bad", "hunt", "search_profile", "pick", "discard", "expected_culprit"};

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
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(by_name.parent_path(), ignored)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  throw UsageError(fmt::format("campaign '{}': neither it nor {} is a file; known there: {}", campaign,
                               by_name.string(),
                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

// An override of a key below something that is no object, or of a list that is none, is left for the parser
// to complain about the file.
void set(json& document, const std::string& key, const json& value) {
  try {
    document[pointer_to(key)] = value;
  } catch (const json::exception&) {
  }
}

void append(json& list, const json& value) {
  if (list.is_null() || list.is_array()) list.push_back(value);
}

// The kinds of symptom by how their keys begin; the first one has two keys for it.
constexpr std::array<std::string_view, 6> symptom_starts{"step", "errno", "log", "hang", "fails", "outcomes"};

// "log" of "symptom.log.kind", "step" of both its keys; empty for what is no symptom's.
std::string_view symptom_kind(std::string_view key) {
  constexpr std::string_view symptom = "symptom.";
  if (!key.starts_with(symptom)) return {};
  for (const std::string_view start : symptom_starts) {
    if (key.substr(symptom.size()).starts_with(start)) return start == "errno" ? "step" : start;
  }
  return {};
}

template <size_t rows>
std::string_view option_of(const std::array<KeyOption, rows>& options, std::string_view key) {
  const auto row =
      std::find_if(options.begin(), options.end(), [&](const KeyOption& one) { return one.key == key; });
  return row->option;
}

// Options of another kind than the campaign's ask for that kind alone.
void choose_symptom_kind(json& document, const std::vector<std::pair<std::string, std::string>>& texts) {
  const std::string* first = nullptr;
  for (const auto& [key, value] : texts) {
    const std::string_view kind = symptom_kind(key);
    if (kind.empty()) continue;
    if (first == nullptr) first = &key;
    if (kind == symptom_kind(*first)) continue;
    throw UsageError(fmt::format("{} and {} are two kinds of symptom; give one of them",
                                 option_of(text_options, *first), option_of(text_options, key)));
  }
  const auto symptom = document.find("symptom");
  if (first == nullptr || symptom == document.end() || !symptom->is_object()) return;
  bool same = false;
  for (const auto& [key, value] : symptom->items())
    same = same || symptom_kind("symptom." + key) == symptom_kind(*first);
  if (!same) *symptom = json::object();
}

bool gives(const std::vector<std::pair<std::string, std::string>>& texts, std::string_view key) {
  return std::any_of(texts.begin(), texts.end(), [&](const auto& text) { return text.first == key; });
}

bool gives_symptom(const std::vector<std::pair<std::string, std::string>>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const auto& text) { return !symptom_kind(text.first).empty(); });
}

// What the search of the file's question is made with is no part of another question.
void forget_search_profile(json& document, const std::vector<std::pair<std::string, std::string>>& texts) {
  if (gives(texts, "profile") || gives(texts, "test") || gives(texts, "arch") || gives_symptom(texts))
    document.erase("search_profile");
}

// What the file knows of its question says nothing of another one.
void forget_answers(json& document, const std::vector<std::pair<std::string, std::string>>& texts) {
  const bool is_another = gives(texts, "test") || gives_symptom(texts);
  if (is_another || gives(texts, "hunt")) document.erase("expected_culprit");
  if (!is_another) return;
  document.erase("description");
  document.erase("workarounds");
}

void make_lasting(json& path, const fs::path& origin) {
  if (!path.is_string() || !holds_something(path.get<std::string>())) return;
  path = fs::absolute(origin / with_home(path.get<std::string>())).lexically_normal().string();
}

bool is_own_test_key(const json& test) {
  return test.is_string() && is_own_test(test.get<std::string>());
}

// What the file names by a path, from its own folder on, by one that holds from any.
void make_paths_lasting(json& document, const fs::path& origin) {
  if (!document.is_object()) return;
  if (document.contains("test") && is_own_test_key(document["test"])) make_lasting(document["test"], origin);
  if (document.contains("workarounds") && document["workarounds"].is_array()) {
    for (json& test : document["workarounds"]) {
      if (is_own_test_key(test)) make_lasting(test, origin);
    }
  }
  if (document.contains("fixups") && document["fixups"].is_array()) {
    for (json& fixup : document["fixups"]) {
      if (fixup.is_object() && fixup.contains("patch")) make_lasting(fixup["patch"], origin);
    }
  }
}

// Another test has not the steps that the campaign's symptom names.
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

void CommonOptions::add_to(CLI::App& command) {
  command.add_option("--configs", configs, "Folder of profiles and campaigns");
  command.add_option("--cache", cache, "Folder of worktrees, builds and caches (default: ~/.cache/kbisect)");
  command.add_option("--results", results, "Folder of the runs (default: ./results)");
  command.add_flag("--json", json, "One JSON object a line instead of text");
}

Places CommonOptions::places() const {
  Places places = default_places();
  if (!configs.empty()) {
    if (!fs::is_directory(configs)) throw UsageError(fmt::format("--configs: {} is no folder", configs));
    places.configs = configs;
  }
  if (!cache.empty()) places.cache = fs::absolute(cache);
  if (!results.empty()) places.results = results;
  if (places.cache.empty()) throw UsageError("HOME is not set; set it, or give --cache");
  return places;
}

void add_steps_option(CLI::App& command, std::optional<int>& steps) {
  command.add_option("--steps", steps, "Stop after so many steps, as by Ctrl-C; `kbisect resume` goes on")
      ->check(CLI::PositiveNumber);
}

void CampaignOptions::add_to(CLI::App& command) {
  command.add_option("campaign", campaign, "Campaign file, or the name of one below configs/campaigns")
      ->required();
  add_keys(command, CampaignKeys::all);
  command
      .add_flag_callback(
          "--find-fix", [this] { texts.emplace_back("hunt", "fix"); },
          "The same as --hunt fix: look for the commit that repaired it")
      ->excludes("--hunt");
  command.add_option("--confidence", confidence,
                     "The probability at which a culprit is named (default: 0.999)");
}

void CampaignOptions::add_to_trials(CLI::App& command, CampaignKeys keys) {
  campaign = "default";
  command.add_option("--campaign", campaign,
                     "What the rest is taken from: a campaign file, or the name of one below "
                     "configs/campaigns (default: default, which is kata-loop-mount)");
  add_keys(command, keys);
}

bool CampaignOptions::has_symptom() const {
  return gives_symptom(texts);
}

std::string CampaignOptions::run_arguments() const {
  std::string arguments = shell_quoted(campaign);
  const auto add = [&](std::string_view option, const std::string& value) {
    arguments += fmt::format(" {} {}", option, shell_quoted(value));
  };
  for (const auto& [key, value] : texts) add(option_of(text_options, key), value);
  for (const auto& [key, value] : numbers) add(option_of(number_options, key), std::to_string(value));
  for (const std::string& fixup : fixups) add("--fixup", fixup);
  for (const std::string& symbol : whitelist) add("--whitelist", symbol);
  return arguments;
}

void CampaignOptions::add_keys(CLI::App& command, CampaignKeys keys) {
  for (const KeyOption& row : text_options) {
    const bool is_of_search =
        std::find(keys_of_a_search.begin(), keys_of_a_search.end(), row.key) != keys_of_a_search.end();
    if (is_of_search && keys != CampaignKeys::all) continue;
    if (row.key == std::string_view("test") && keys == CampaignKeys::of_kernels) continue;
    command.add_option_function<std::string>(
        row.option, [this, key = row.key](const std::string& value) { texts.emplace_back(key, value); },
        row.help);
  }
  for (const KeyOption& row : number_options) {
    command.add_option_function<int>(
        row.option, [this, key = row.key](const int& value) { numbers.emplace_back(key, value); }, row.help);
  }
  command
      .add_option(
          "--fixup", fixups,
          "A commit or a patch file that is applied before each build, beside the campaign's; repeatable")
      ->allow_extra_args(false);
  command
      .add_option("--whitelist", whitelist,
                  "Symbol that may be missing from the config, beside the campaign's; repeatable")
      ->allow_extra_args(false);
}

Campaign CampaignOptions::load(const Places& places) const {
  const fs::path path = find_campaign(campaign, places);
  auto parsed = parse_json(or_usage_error(read_file(path)));
  if (!parsed) throw UsageError(fmt::format("{} is not JSON: {}", path.string(), parsed.error().message));
  json& document = *parsed;
  if (document.is_object()) {
    choose_symptom_kind(document, texts);
    forget_search_profile(document, texts);
    forget_answers(document, texts);
    make_paths_lasting(document, path.parent_path());
    for (const auto& [key, value] : texts) set(document, key, value);
    if (gives(texts, "test") && is_own_test_key(document["test"])) make_lasting(document["test"], {});
    if (gives(texts, "test") && !gives_symptom(texts)) hunt_failure_of_own_test(document);
    for (const auto& [key, value] : numbers) set(document, key, value);
    if (confidence) set(document, "confidence", *confidence);
    for (const std::string& fixup : fixups)
      append(document["fixups"], {{fs::is_regular_file(fixup) ? "patch" : "commit", fixup}});
    for (const std::string& symbol : whitelist) append(document["whitelist"], symbol);
  }
  const bool changed =
      !texts.empty() || !numbers.empty() || confidence || !fixups.empty() || !whitelist.empty();
  return or_usage_error(parse_campaign(document, path.string() + (changed ? " with the options given" : "")));
}

}  // namespace kbisect
