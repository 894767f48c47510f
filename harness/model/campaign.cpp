#include "model/campaign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include "guest-image/protocol.hpp"
#include "model/arch.hpp"
#include "model/json_reader.hpp"
#include "model/kernel/kconfig_text.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

constexpr std::string_view lower_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr size_t longest_name = 100;
constexpr size_t shortest_commit_id = 12;
constexpr size_t longest_commit_id = 40;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && holds_only(text.substr(0, 1), lower_digits) &&
         holds_only(text, "abcdefghijklmnopqrstuvwxyz0123456789._-");
}

bool is_known_arch(std::string_view text) {
  return find_arch(text) != nullptr;
}

bool is_commit_id(std::string_view text) {
  return text.size() >= shortest_commit_id && text.size() <= longest_commit_id &&
         holds_only(text, "0123456789abcdef");
}

constexpr FractionKey confidence{"confidence", 0.5, 0.999999};

namespace limit {
constexpr NumberKey build_seconds{"build_seconds", 10, 604800, "seconds"};
constexpr NumberKey boot_seconds{"boot_seconds", 1, 86400, "seconds"};
constexpr NumberKey memory_mib{"memory_mib", 64, 1048576, "MiB"};
constexpr NumberKey jobs{"jobs", 0, 4096, "jobs (0: as many as there are processors)"};
}  // namespace limit

const char* const whitelist_instead = R"(a list of symbols such as ["CONFIG_MEMCG_V1"])";

const JsonKeys& campaign_keys() {
  static const JsonKeys keys{
      "name",      "description",      "linux",          "good",        "bad",     "hunt",
      "arch",      "profile",          "search_profile", "test",        "symptom", "on_other_failure",
      "whitelist", "expected_culprit", "compiler",       "confidence",  "pick",    "discard",
      "ccache",    "kept_kernels",     "fixups",         "workarounds", "limits"};
  return keys;
}
const JsonKeys& limits_keys() {
  static const JsonKeys keys{limit::build_seconds.key, limit::boot_seconds.key, limit::memory_mib.key,
                             limit::jobs.key};
  return keys;
}
const std::vector<JsonLevel>& levels() {
  static const std::vector<JsonLevel> all{{"", campaign_keys()},
                                          {"symptom.", symptom_keys()},
                                          {"symptom.log.", symptom_log_keys()},
                                          {"symptom.outcomes[].", symptom_outcome_keys()},
                                          {"fixups[].", fixup_keys()},
                                          {"limits.", limits_keys()}};
  return all;
}

// The words of a key that takes one of two values.
template <class Value>
using Words = std::array<std::pair<std::string_view, Value>, 2>;
constexpr Words<Hunt> hunts{{{"regression", Hunt::regression}, {"fix", Hunt::fix}}};
constexpr Words<Pick> picks{{{"information", Pick::information}, {"git", Pick::git}}};
constexpr Words<Discard> discards{{{"unread", Discard::unread}, {"nothing", Discard::nothing}}};
constexpr Words<KeptKernels> kept_kernels_words{{{"use", KeptKernels::use}, {"ignore", KeptKernels::ignore}}};
constexpr Words<Ccache> ccaches{{{"off", Ccache::off}, {"on", Ccache::on}}};

template <const auto& words>
bool is_one_of(std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.first == text; });
}

template <class Value>
Value value_of(const Words<Value>& words, const std::optional<std::string>& name) {
  for (const auto& [text, value] : words) {
    if (text == name) return value;
  }
  return words[0].second;
}

template <class Value>
std::string_view word_for(const Words<Value>& words, Value value) {
  return words[0].second == value ? words[0].first : words[1].first;
}

Limits read_limits(JsonReader& campaign) {
  Limits limits;
  auto reader = campaign.object("limits", R"(an object such as {"boot_seconds": 60})", false);
  if (!reader) return limits;
  reader->refuse_unknown();
  limits.build =
      std::chrono::seconds(reader->number(limit::build_seconds, static_cast<int>(limits.build.count())));
  limits.boot =
      std::chrono::seconds(reader->number(limit::boot_seconds, static_cast<int>(limits.boot.count())));
  limits.memory_mib = reader->number(limit::memory_mib, limits.memory_mib);
  limits.jobs = reader->number(limit::jobs, limits.jobs);
  campaign.take_problem(*reader);
  return limits;
}

}  // namespace

Expected<Campaign> parse_campaign(const json& document, const std::string& origin,
                                  const JsonOrigins& other_origins) {
  if (!document.is_object()) {
    return fail(fmt::format("{}: a campaign is a JSON object with the keys {}, and this is {}", origin,
                            fmt::join(campaign_keys(), ", "), shown(document)));
  }
  JsonReader reader(document, origin, other_origins, levels());
  // This comes first, so that a misspelt key is not reported as missing.
  reader.refuse_unknown();
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
      .hunt = value_of(
          hunts, reader.optional_text(
                     {"hunt", is_one_of<hunts>,
                      R"("regression" (what broke it) or "fix" (what repaired it; bad comes before good))"})),
      .arch = reader.required_text(
          {"arch", is_known_arch, fmt::format("one of the known architectures: {}", arch_names())}),
      .profile = reader.required_text(
          {"profile", holds_something, R"(a folder under configs/, such as "kata-3.13.0", or a path)"}),
      .search_profile = reader.optional_text(
          {"search_profile", holds_something,
           R"(a profile that is a part of the campaign's, "none", or leave the key out)"}),
      .whitelist = reader.texts(
          {"whitelist", is_config_symbol, R"(a config symbol such as "CONFIG_MEMCG_V1")"}, whitelist_instead),
      .test = reader.required_text(
          {"test", holds_something,
           R"(the name of a guest test, such as "loop-mount", or the path of your own, such as "./repro.sh")"}),
      .symptom = read_symptom(reader),
      .expected_culprit = reader.optional_text(
          {"expected_culprit", is_commit_id,
           "a commit id of 12 to 40 lower-case hexadecimal digits, or leave the key out"}),
      .compiler =
          reader.optional_text({"compiler", is_compiler_name, R"("gcc", or one version of it, "gcc-11")"}),
      .confidence = reader.fraction(confidence, Campaign{}.confidence),
      .pick =
          value_of(picks, reader.optional_text({"pick", is_one_of<picks>,
                                                R"("information" (what tells most for its time) or "git")"})),
      .discard = value_of(
          discards,
          reader.optional_text({"discard", is_one_of<discards>,
                                R"("unread" (what changes nothing that the build reads) or "nothing")"})),
      .ccache =
          value_of(ccaches, reader.optional_text({"ccache", is_one_of<ccaches>,
                                                  R"("off", or "on" (objects are kept for other runs))"})),
      .kept_kernels = value_of(
          kept_kernels_words,
          reader.optional_text({"kept_kernels", is_one_of<kept_kernels_words>,
                                R"("use" (what an earlier run has built is not built again) or "ignore")"})),
      .fixups = read_fixups(reader),
      .workarounds =
          reader.texts({"workarounds", holds_something, R"(the name of a guest test, such as "userland")"},
                       R"(a list of guest tests such as ["userland"])"),
      .limits = read_limits(reader)};
  if (reader.problem()) return fail(*reader.problem());
  return campaign;
}

bool is_own_test(std::string_view test) {
  return test.find('/') != std::string_view::npos;
}

std::string guest_test_name(const std::string& test) {
  return is_own_test(test) ? protocol::own_test : test;
}

std::string short_test_name(const std::string& test) {
  return test.substr(test.rfind('/') + 1);
}

json to_json(const Campaign& campaign) {
  json document{{"name", campaign.name},
                {"linux", campaign.linux_tree},
                {"good", campaign.good},
                {"bad", campaign.bad},
                {"hunt", word_for(hunts, campaign.hunt)},
                {"arch", campaign.arch},
                {"profile", campaign.profile},
                {"whitelist", campaign.whitelist},
                {"test", campaign.test},
                {"symptom", to_json(campaign.symptom.hunted)},
                {"on_other_failure", text(campaign.symptom.on_other_failure)},
                {"confidence", campaign.confidence},
                {"pick", word_for(picks, campaign.pick)},
                {"discard", word_for(discards, campaign.discard)},
                {"ccache", word_for(ccaches, campaign.ccache)},
                {"kept_kernels", word_for(kept_kernels_words, campaign.kept_kernels)},
                {"limits",
                 {{limit::build_seconds.key, campaign.limits.build.count()},
                  {limit::boot_seconds.key, campaign.limits.boot.count()},
                  {limit::memory_mib.key, campaign.limits.memory_mib},
                  {limit::jobs.key, campaign.limits.jobs}}}};
  if (!campaign.description.empty()) document["description"] = campaign.description;
  if (campaign.search_profile) document["search_profile"] = *campaign.search_profile;
  if (campaign.compiler) document["compiler"] = *campaign.compiler;
  if (campaign.expected_culprit) document["expected_culprit"] = *campaign.expected_culprit;
  if (!campaign.workarounds.empty()) document["workarounds"] = campaign.workarounds;
  for (const FixupRequest& fixup : campaign.fixups) document["fixups"].push_back(to_json(fixup));
  return document;
}

}  // namespace kbisect
