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
  const char* group;
  const char* help;
};

constexpr std::array text_options{
    KeyOption{"name", "--name", help_group::question,
              "What the name of the run's folder begins with (default: the campaign's name)"},
    KeyOption{"description", "--description", help_group::question,
              "One sentence for the report\n"
              "(default: the campaign's, unless its test or symptom is replaced; else none)"},
    KeyOption{"linux", "--linux", help_group::question,
              "Kernel tree, a git repository (default: the campaign's);\n"
              "all that is added to it is a linked worktree, and only while the command runs"},
    KeyOption{"good", "--good", help_group::question,
              "Revision without the symptom (default: the campaign's)"},
    KeyOption{"bad", "--bad", help_group::question,
              "Revision with the symptom: a descendant of the good one, or, to look for a fix,\n"
              "an ancestor of it (default: the campaign's)"},
    KeyOption{"hunt", "--hunt", help_group::question,
              "What to look for: regression or fix (default: the campaign's, else regression)"},
    KeyOption{"arch", "--arch", help_group::kernel,
              "Architecture of the guest: x86_64 or arm64 (default: the campaign's)"},
    KeyOption{"profile", "--profile", help_group::kernel,
              "Kernel config profile: a name in the configs folder, or a path (default: the campaign's)"},
    KeyOption{"search_profile", "--search-profile", help_group::kernel,
              "Smaller profile to search with, or none to search with the whole config\n"
              "(default: the campaign's, unless its test, symptom, profile or architecture is\n"
              "replaced; else what `kbisect slim` has kept for the question, if anything)"},
    KeyOption{"test", "--test", help_group::question,
              "Guest test: the name of one in the guest image, or the path of a program or\n"
              "script of your own, with a slash: ./repro.sh (default: the campaign's)"},
    KeyOption{"symptom.step", "--symptom-step", help_group::symptom,
              "Step of the guest test that must fail, CASE/STEP (default: the campaign's)"},
    KeyOption{"symptom.errno", "--symptom-errno", help_group::symptom,
              "Name of the errno that the step must fail with: EBUSY (default: the campaign's)"},
    KeyOption{"symptom.log.kind", "--symptom-log-kind", help_group::symptom,
              "Kind of complaint to look for in the kernel's log: warning, bug, oops, kasan,\n"
              "kcsan, kfence, kmsan, ubsan, lockdep, hung-task, soft-lockup, hard-lockup,\n"
              "rcu-stall or panic (default: the campaign's)"},
    KeyOption{"symptom.log.function", "--symptom-log-function", help_group::symptom,
              "Function that the complaint must name (default: the campaign's, else any)"},
    KeyOption{"symptom.log.text", "--symptom-log-text", help_group::symptom,
              "Text that the complaint's first line must contain (default: the campaign's, else any)"},
    KeyOption{"symptom.hang", "--symptom-hang", help_group::symptom,
              "Hang to look for: boot (the guest never comes up) or test (the guest test never\n"
              "ends) (default: the campaign's)"},
    KeyOption{"symptom.fails", "--symptom-fails", help_group::symptom,
              "Result of the guest test that must fail, in whatever way: CASE or CASE/STEP;\n"
              "of your own test, test (all of it) or test/NAME (one result of its KTAP)\n"
              "(default: the campaign's, or test if --test is your own)"},
    KeyOption{"on_other_failure", "--on-other-failure", help_group::symptom,
              "Verdict on any other failure: skip or bad (default: the campaign's, else skip)"},
    KeyOption{"pick", "--pick", help_group::search,
              "What chooses the next commit to build: information (the commit that tells most\n"
              "for its time) or git (git bisect) (default: the campaign's, else information)"},
    KeyOption{"discard", "--discard", help_group::search,
              "Commits not to build: unread (those that change nothing that the build reads)\n"
              "or nothing (default: the campaign's, else unread)"},
    KeyOption{"ccache", "--ccache", help_group::kernel,
              "Keep objects in ccache for other runs: on or off (default: the campaign's, else off)"},
    KeyOption{"kept_kernels", "--kept-kernels", help_group::kernel,
              "Kernels that earlier runs built: use or ignore (default: the campaign's, else use)"},
    KeyOption{"compiler", "--compiler", help_group::kernel,
              "Compiler for the kernels: gcc, or one version of it, such as gcc-11\n"
              "(default: the campaign's, else gcc; for `kbisect releases` the installed version\n"
              "that suits each release's age)"},
    KeyOption{"expected_culprit", "--expected-culprit", help_group::question,
              "Commit to compare the result with, by 12 to 40 digits of its id\n"
              "(default: the campaign's, unless its test, symptom or hunt is replaced; else none)"}};

constexpr std::array number_options{
    KeyOption{"limits.build_seconds", "--build-seconds", help_group::kernel,
              "Time limit of one make, in seconds (default: the campaign's, else 5400)"},
    KeyOption{"limits.boot_seconds", "--boot-seconds", help_group::guest,
              "Time limit of one boot and its test, in seconds (default: the campaign's, else 60)"},
    KeyOption{"limits.memory_mib", "--memory-mib", help_group::guest,
              "Memory of the guest in MiB (default: the campaign's, else 512)"},
    KeyOption{"limits.jobs", "--jobs", help_group::kernel,
              "Parallel compilations; 0: one per processor (default: the campaign's, else 0)"}};

constexpr std::array<std::string_view, 3> keys_of_ends{"good", "bad", "hunt"};
constexpr std::array<std::string_view, 4> keys_of_a_search{"search_profile", "pick", "discard",
                                                           "expected_culprit"};

bool takes(CampaignKeys keys, std::string_view key) {
  const auto is_among = [&](const auto& some) {
    return std::find(some.begin(), some.end(), key) != some.end();
  };
  if (is_among(keys_of_a_search)) return keys == CampaignKeys::all;
  if (is_among(keys_of_ends)) return keys == CampaignKeys::all || keys == CampaignKeys::of_question_and_ends;
  return key != "test" || keys != CampaignKeys::of_kernels;
}

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
  }
  if (!cache.empty()) places.cache = fs::absolute(cache);
  if (!results.empty()) places.results = results;
  if (places.cache.empty()) throw UsageError("HOME is not set; set it, or give --cache");
  return places;
}

void add_steps_option(CLI::App& command, std::optional<int>& steps) {
  command
      .add_option(
          "--steps", steps,
          "Stop after this many steps, as Ctrl-C does (default: no limit); `kbisect resume` continues")
      ->check(CLI::PositiveNumber)
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

void CampaignOptions::add_to(CLI::App& command, CampaignKeys keys) {
  command
      .add_option("campaign", campaign,
                  "Campaign file, or the name of one in campaigns/ of the configs folder")
      ->required();
  add_keys(command, keys);
  command
      .add_flag_callback(
          "--find-fix", [this] { texts.emplace_back("hunt", "fix"); },
          "Look for the commit that repaired it; short for --hunt fix")
      ->excludes("--hunt")
      ->group(help_group::question);
  if (keys != CampaignKeys::all) return;
  command
      .add_option("--confidence", confidence,
                  "Probability at which a culprit is named, 0.5 to 0.999999\n"
                  "(default: the campaign's, else 0.999)")
      ->group(help_group::search);
}

void CampaignOptions::add_to_trials(CLI::App& command, CampaignKeys keys) {
  campaign = "default";
  command
      .add_option("--campaign", campaign,
                  "Campaign to take everything else from: a file, or the name of one in campaigns/ of\n"
                  "the configs folder (default: the one named default, which is kata-loop-mount)")
      ->group(help_group::question);
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
    if (!takes(keys, row.key)) continue;
    command
        .add_option_function<std::string>(
            row.option, [this, key = row.key](const std::string& value) { texts.emplace_back(key, value); },
            row.help)
        ->group(row.group);
  }
  for (const KeyOption& row : number_options) {
    command
        .add_option_function<int>(
            row.option, [this, key = row.key](const int& value) { numbers.emplace_back(key, value); },
            row.help)
        ->group(row.group);
  }
  command
      .add_option("--fixup", fixups,
                  "Commit or patch file to apply before each build, besides the campaign's; repeatable")
      ->allow_extra_args(false)
      ->group(help_group::kernel);
  command
      .add_option("--whitelist", whitelist,
                  "Symbol that the built config may lack, besides the campaign's; repeatable")
      ->allow_extra_args(false)
      ->group(help_group::kernel);
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
