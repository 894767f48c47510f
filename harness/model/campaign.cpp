#include "model/campaign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include "model/arch.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view lower_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr size_t longest_name = 100;
constexpr size_t shortest_commit_id = 12;
constexpr size_t longest_commit_id = 40;

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool holds_something(std::string_view text) {
  return !only(text, blanks);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && only(text.substr(0, 1), lower_digits) &&
         only(text, "abcdefghijklmnopqrstuvwxyz0123456789._-");
}

// A revision that began with a dash would be an option to git.
bool is_revision(std::string_view text) {
  return !text.empty() && text[0] != '-' && !only(text.substr(0, 1), blanks);
}

bool is_known_arch(std::string_view text) {
  return find_arch(text) != nullptr;
}

bool is_symbol(std::string_view text) {
  constexpr std::string_view start = "CONFIG_";
  return text.size() > start.size() && text.substr(0, start.size()) == start &&
         only(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

bool is_step(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         text.find('/', slash + 1) == std::string_view::npos &&
         text.find_first_of(blanks) == std::string_view::npos;
}

bool is_errno_name(std::string_view text) {
  return text.size() > 1 && text[0] == 'E' && only(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

bool is_commit_id(std::string_view text) {
  return text.size() >= shortest_commit_id && text.size() <= longest_commit_id &&
         only(text, "0123456789abcdef");
}

// A key whose value is text: the rule that the text must keep, and what to tell whoever broke it to write.
struct TextKey {
  const char* key;
  bool (*rule)(std::string_view);
  std::string instead;
};

struct NumberKey {
  const char* key;
  int least;
  int most;
  const char* unit;
};

constexpr NumberKey build_seconds{"build_seconds", 10, 604800, "seconds"};
constexpr NumberKey boot_seconds{"boot_seconds", 1, 86400, "seconds"};
constexpr NumberKey memory_mib{"memory_mib", 64, 1048576, "MiB"};
constexpr NumberKey jobs{"jobs", 0, 4096, "jobs (0: as many as there are processors)"};

const char* const symptom_instead =
    R"(an object such as {"step": "mount-writer-held/mount", "errno": "EBUSY"})";
const char* const whitelist_instead = R"(a list of symbols such as ["CONFIG_MEMCG_V1"])";

using Keys = std::vector<std::string_view>;
const Keys& campaign_keys() {
  static const Keys keys{
      "name",      "description",      "linux", "good", "bad", "arch", "profile", "test", "symptom",
      "whitelist", "expected_culprit", "limits"};
  return keys;
}
const Keys& symptom_keys() {
  static const Keys keys{"step", "errno"};
  return keys;
}
const Keys& limits_keys() {
  static const Keys keys{build_seconds.key, boot_seconds.key, memory_mib.key, jobs.key};
  return keys;
}

// Levenshtein's distance: how many letters to change, add or take out.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

// How far off a key is; the beginning of a key, or a key with more behind it, counts as one slip.
size_t slips(std::string_view wrong, std::string_view key) {
  const std::string_view shorter = wrong.size() < key.size() ? wrong : key;
  const std::string_view longer = wrong.size() < key.size() ? key : wrong;
  const bool begins = shorter.size() >= 3 && longer.substr(0, shorter.size()) == shorter;
  return begins ? 1 : distance(wrong, key);
}

// The key that was likely meant, with its object's name before it; empty when none is near.
std::string nearest_key(const std::string& prefix, const std::string& wrong) {
  struct Level {
    const char* prefix;
    const Keys& keys;
  };
  const Level levels[] = {{"", campaign_keys()}, {"symptom.", symptom_keys()}, {"limits.", limits_keys()}};
  std::string nearest;
  size_t fewest = 4;
  // A key of another object is a guess too: limits.jobs is easily written as jobs.
  for (const bool own : {true, false}) {
    for (const Level& level : levels) {
      if ((prefix == level.prefix) != own) continue;
      for (const std::string_view key : level.keys) {
        const size_t count = slips(wrong, key);
        // In a short word two slips make another word.
        if (count >= fewest || count * 3 > std::max(wrong.size(), key.size())) continue;
        fewest = count;
        nearest = fmt::format("{}{}", level.prefix, key);
      }
    }
  }
  return nearest;
}

std::string shown(const json& value) {
  constexpr size_t enough = 80;
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > enough) text = text.substr(0, enough) + "...";
  return text;
}

// Reads one object of the document and remembers the first thing that is wrong; what is read after that is
// empty, and never looked at.
class Reader {
 public:
  Reader(const json& object, std::string origin, std::string prefix)
      : object_(object), origin_(std::move(origin)), prefix_(std::move(prefix)) {}

  const std::optional<std::string>& problem() const { return problem_; }

  void refuse_unknown(const Keys& known) {
    for (const auto& [key, value] : object_.items()) {
      const bool for_editors = prefix_.empty() && key == "$schema";
      if (for_editors || std::find(known.begin(), known.end(), key) != known.end()) continue;
      const std::string nearest = nearest_key(prefix_, key);
      complain(fmt::format(R"(there is no key "{}{}"; {})", prefix_, key,
                           nearest.empty() ? fmt::format("the keys here are {}", fmt::join(known, ", "))
                                           : fmt::format(R"(did you mean "{}"?)", nearest)));
    }
  }

  // nullptr when the key is not there; `instead` is said when it should have been.
  const json* find(const char* key, const std::string& instead, bool required) {
    const auto at = object_.find(key);
    if (at != object_.end()) return &*at;
    if (required) complain(fmt::format(R"(key "{}{}" is missing; write {})", prefix_, key, instead));
    return nullptr;
  }

  std::string required_text(const TextKey& wanted) { return text(wanted, true).value_or(""); }
  std::optional<std::string> optional_text(const TextKey& wanted) { return text(wanted, false); }

  int number(const NumberKey& wanted, int otherwise) {
    const json* value = find(wanted.key, "", false);
    if (value == nullptr) return otherwise;
    const std::string instead =
        fmt::format("a whole number of {} from {} to {}", wanted.unit, wanted.least, wanted.most);
    if (!value->is_number()) {
      wrong(wanted.key, *value, instead);
      return otherwise;
    }
    // As a double, so that no number is too large to be looked at; 60.0 is whole, as it is in JSON Schema.
    const auto given = value->get<double>();
    if (given != std::floor(given) || given < wanted.least || given > wanted.most) {
      wrong(wanted.key, *value, instead);
      return otherwise;
    }
    return static_cast<int>(given);
  }

  std::vector<std::string> texts(const TextKey& each, const char* instead) {
    const json* list = find(each.key, instead, false);
    if (list == nullptr) return {};
    if (!list->is_array()) {
      wrong(each.key, *list, instead);
      return {};
    }
    std::vector<std::string> result;
    for (size_t i = 0; i < list->size(); ++i) {
      const json& value = (*list)[i];
      if (!value.is_string() || !each.rule(value.get_ref<const std::string&>())) {
        wrong(fmt::format("{}[{}]", each.key, i), value, each.instead);
        return {};
      }
      result.push_back(value);
    }
    return result;
  }

  // A reader for the object under `key`; what it found wrong is handed back with take_problem.
  std::optional<Reader> object(const char* key, const char* instead, bool required) {
    const json* value = find(key, instead, required);
    if (value == nullptr) return std::nullopt;
    if (!value->is_object()) {
      wrong(key, *value, instead);
      return std::nullopt;
    }
    return Reader(*value, origin_, fmt::format("{}{}.", prefix_, key));
  }

  void take_problem(const Reader& inner) {
    if (!problem_) problem_ = inner.problem_;
  }

 private:
  std::optional<std::string> text(const TextKey& wanted, bool required) {
    const json* value = find(wanted.key, wanted.instead, required);
    if (value == nullptr) return std::nullopt;
    if (value->is_string() && wanted.rule(value->get_ref<const std::string&>())) {
      return value->get<std::string>();
    }
    wrong(wanted.key, *value, wanted.instead);
    return std::nullopt;
  }

  void wrong(const std::string& key, const json& value, const std::string& instead) {
    complain(fmt::format(R"(key "{}{}" is {}; write {})", prefix_, key, shown(value), instead));
  }

  void complain(const std::string& what) {
    if (!problem_) problem_ = fmt::format("{}: {}", origin_, what);
  }

  const json& object_;
  std::string origin_;
  std::string prefix_;
  std::optional<std::string> problem_;
};

Symptom read_symptom(Reader& campaign) {
  auto reader = campaign.object("symptom", symptom_instead, true);
  if (!reader) return {};
  reader->refuse_unknown(symptom_keys());
  Symptom symptom{
      .step = reader->required_text({"step", is_step, R"("case/step", such as "mount-writer-held/mount")"}),
      .errno_name = reader->required_text(
          {"errno", is_errno_name, R"(the name of an error number in capitals, such as "EBUSY")"})};
  campaign.take_problem(*reader);
  return symptom;
}

Limits read_limits(Reader& campaign) {
  Limits limits;
  auto reader = campaign.object("limits", R"(an object such as {"boot_seconds": 60})", false);
  if (!reader) return limits;
  reader->refuse_unknown(limits_keys());
  limits.build = std::chrono::seconds(reader->number(build_seconds, static_cast<int>(limits.build.count())));
  limits.boot = std::chrono::seconds(reader->number(boot_seconds, static_cast<int>(limits.boot.count())));
  limits.memory_mib = reader->number(memory_mib, limits.memory_mib);
  limits.jobs = reader->number(jobs, limits.jobs);
  campaign.take_problem(*reader);
  return limits;
}

}  // namespace

Expected<Campaign> parse_campaign(const json& document, const std::string& origin) {
  if (!document.is_object()) {
    return fail(fmt::format("{}: a campaign is a JSON object with the keys {}, and this is {}", origin,
                            fmt::join(campaign_keys(), ", "), shown(document)));
  }
  Reader reader(document, origin, "");
  // First, so that a misspelt key is not told to be missing.
  reader.refuse_unknown(campaign_keys());
  Campaign campaign{
      .name = reader.required_text(
          {"name", is_name,
           "a name that a folder can have: lower-case letters, digits, '.', '_' and '-', beginning with a "
           "letter or digit, 100 characters at most"}),
      .description =
          reader.optional_text({"description", holds_something, "a sentence, or leave the key out"})
              .value_or(""),
      .linux_tree = reader.required_text(
          {"linux", holds_something, R"(the path of a clone of a kernel tree, such as "~/linux")"}),
      .good = reader.required_text(
          {"good", is_revision, R"(a revision without the bug, such as "v6.7" or a commit id)"}),
      .bad = reader.required_text(
          {"bad", is_revision, R"(a revision with the bug, such as "v6.8" or a commit id)"}),
      .arch = reader.required_text(
          {"arch", is_known_arch, fmt::format("one of the known architectures: {}", arch_names())}),
      .profile = reader.required_text(
          {"profile", holds_something, R"(a folder under configs/, such as "kata-3.13.0", or a path)"}),
      .whitelist = reader.texts({"whitelist", is_symbol, R"(a config symbol such as "CONFIG_MEMCG_V1")"},
                                whitelist_instead),
      .test = reader.required_text(
          {"test", holds_something, R"(the name of a guest test, such as "loop-mount")"}),
      .symptom = read_symptom(reader),
      .expected_culprit = reader.optional_text(
          {"expected_culprit", is_commit_id,
           "a commit id of 12 to 40 lower-case hexadecimal digits, or leave the key out"}),
      .limits = read_limits(reader)};
  if (reader.problem()) return fail(*reader.problem());
  return campaign;
}

json to_json(const Campaign& campaign) {
  json document{{"name", campaign.name},
                {"linux", campaign.linux_tree},
                {"good", campaign.good},
                {"bad", campaign.bad},
                {"arch", campaign.arch},
                {"profile", campaign.profile},
                {"whitelist", campaign.whitelist},
                {"test", campaign.test},
                {"symptom", {{"step", campaign.symptom.step}, {"errno", campaign.symptom.errno_name}}},
                {"limits",
                 {{build_seconds.key, campaign.limits.build.count()},
                  {boot_seconds.key, campaign.limits.boot.count()},
                  {memory_mib.key, campaign.limits.memory_mib},
                  {jobs.key, campaign.limits.jobs}}}};
  if (!campaign.description.empty()) document["description"] = campaign.description;
  if (campaign.expected_culprit) document["expected_culprit"] = *campaign.expected_culprit;
  return document;
}

}  // namespace kbisect
