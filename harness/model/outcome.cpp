#include "model/outcome.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

#include "base/overloaded.hpp"
#include "model/json_text.hpp"

namespace kbisect {
namespace {

const char* name(Expectation expectation) {
  switch (expectation) {
    case Expectation::none:
      return "none";
    case Expectation::met:
      return "met";
    case Expectation::met_by_trailer:
      return "met-by-trailer";
    case Expectation::not_met:
      return "not-met";
  }
  throw std::logic_error("an expectation without a name");
}

}  // namespace

nlohmann::json to_json(const Outcome& outcome) {
  using nlohmann::json;
  return std::visit(Overloaded{[](const CulpritFound& found) {
                                 return json{{"kind", "culprit-found"},
                                             {"culprit", found.culprit},
                                             {"evidence", to_json(Verdict(found.evidence))},
                                             {"expectation", name(found.expectation)},
                                             {"probability", found.probability}};
                               },
                               [](const OnlySkippedLeft& left) {
                                 return json{{"kind", "only-skipped-left"},
                                             {"candidates", left.candidates},
                                             {"probability", left.probability}};
                               },
                               [](const EndsContradict& ends) {
                                 return json{{"kind", "ends-contradict"},
                                             {"end", text(ends.end)},
                                             {"commit", ends.commit},
                                             {"seen", to_json(ends.seen)}};
                               }},
                    outcome);
}

bool names_as_origin(const std::string& message, const std::string& upstream) {
  for (const char* before :
       {"Upstream-commit: ", "commit ", "[ Upstream commit ", "(cherry picked from commit "}) {
    const std::string start = before + upstream;
    for (size_t at = message.find(start); at != std::string::npos; at = message.find(start, at + 1)) {
      const bool line_begins = at == 0 || message[at - 1] == '\n';
      // A bare "commit ID" names an origin only in the line that the stable trees write. `upstream` may be
      // abbreviated.
      const size_t id_end = message.find_first_not_of("0123456789abcdef", at + start.size());
      const bool is_stable_line =
          id_end != std::string::npos && std::string_view(message).substr(id_end).starts_with(" upstream");
      if (line_begins && (before != std::string("commit ") || is_stable_line)) return true;
    }
  }
  return false;
}

Times times_of(const std::vector<Step>& steps, double wall) {
  Times times{.wall = wall};
  for (const Step& step : steps) {
    times.checkout += step.checkout_seconds;
    times.configure += step.build.configure_seconds;
    times.make += step.build.make_seconds;
    for (const Run& run : step.runs) times.qemu += run.seconds;
  }
  return times;
}

nlohmann::json to_json(const RunHeader& header) {
  nlohmann::json fixups = nlohmann::json::array();
  for (const Fixup& fixup : header.fixups) fixups.push_back(to_json(fixup));
  nlohmann::json document{{"began", header.began},
                          {"kbisect_version", header.kbisect_version},
                          {"campaign", to_json(header.campaign)},
                          {"tree", header.tree},
                          {"good", header.good},
                          {"bad", header.bad},
                          {"candidates", header.candidates},
                          {"profile_digest", header.profile_digest},
                          {"search_profile_digest", header.search_profile_digest},
                          {"initramfs_digest", header.initramfs_digest},
                          {"own_test_digest", header.own_test_digest},
                          {"fixups", std::move(fixups)}};
  document.update(to_json(header.machine));
  if (header.expected_seconds) document["expected_seconds"] = *header.expected_seconds;
  return document;
}

RunHeader run_header_from_json(const nlohmann::json& document) {
  auto campaign = parse_campaign(document.at("campaign"), "the run's journal");
  if (!campaign) throw std::invalid_argument(campaign.error().message);
  std::vector<Fixup> fixups;
  for (const auto& fixup : document.at("fixups")) fixups.push_back(fixup_from_json(fixup));
  RunHeader header{.began = document.at("began"),
                   .kbisect_version = document.at("kbisect_version"),
                   .campaign = std::move(*campaign),
                   .tree = document.at("tree"),
                   .good = document.at("good"),
                   .bad = document.at("bad"),
                   .candidates = int_at(document, "candidates"),
                   .profile_digest = document.at("profile_digest"),
                   .search_profile_digest = document.at("search_profile_digest"),
                   .initramfs_digest = document.at("initramfs_digest"),
                   // Journals of older versions do not have it.
                   .own_test_digest = document.value("own_test_digest", ""),
                   .machine = machine_record_from_json(document),
                   .fixups = std::move(fixups)};
  if (document.contains("expected_seconds"))
    header.expected_seconds = document.at("expected_seconds").get<double>();
  return header;
}

}  // namespace kbisect
