#include "model/trials/mitigation.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

#include "base/overloaded.hpp"

namespace kbisect {
namespace {

std::string text(Relation relation) {
  switch (relation) {
    case Relation::named:
      return "named";
    case Relation::tested:
      return "tested";
    case Relation::new_in_range:
      return "new-in-range";
    case Relation::in_header:
      return "in-header";
    case Relation::owns:
      return "owns";
  }
  throw std::logic_error("a relation without a name");
}

nlohmann::json way_json(const Way& way) {
  nlohmann::json document =
      std::visit(Overloaded{[](const BootWay& one) {
                              return nlohmann::json{{"setting", one.setting}};
                            },
                            [](const ConfigWay& one) {
                              return nlohmann::json{{"symbol", one.symbol}, {"value", one.value}};
                            },
                            [](const RevertWay& one) {
                              return nlohmann::json{{"files", one.files}};
                            },
                            [](const UserlandWay& one) {
                              return nlohmann::json{{"test", one.test}, {"step", one.step}};
                            }},
                 way);
  document["kind"] = kind(way);
  return document;
}

nlohmann::json mitigation_json(const Mitigation& one) {
  nlohmann::json document{{"way", way_json(one.way)},        {"documented", one.described.where},
                          {"verdict", to_json(one.verdict)}, {"failed", one.boots.failed},
                          {"passed", one.boots.passed},      {"not_judged", one.not_judged},
                          {"side_effects", one.side_effects}};
  document["security"] = {{"words", one.described.security_words},
                          {"kernel_default", one.described.is_default}};
  if (one.build_seconds) document["build_seconds"] = *one.build_seconds;
  if (const auto* trial = std::get_if<OwnTrial>(&one.tried_in)) document["row"] = trial->row;
  if (const auto* step = std::get_if<OfTheRun>(&one.tried_in)) document["step_of_run"] = step->step;
  if (one.origin) {
    document["origin"] = {{"where", one.origin->where},
                          {"identifier", one.origin->identifier},
                          {"relation", text(one.origin->nearness.relation)}};
  }
  return document;
}

const char* outcome_word(const Explanation& explanation) {
  if (exit_code(explanation) == ExitCode::found) return "switch-found";
  const auto& trials = explanation.trials;
  if (trials.empty() || is_skip(trials.front().verdict)) return "bad-end-not-judged";
  return std::holds_alternative<Bad>(trials.front().verdict) ? "no-switch-helps" : "bad-end-not-bad";
}

}  // namespace

std::string kind(const Way& way) {
  return std::visit(
      Overloaded{[](const BootWay&) { return "boot parameter"; }, [](const ConfigWay&) { return "config"; },
                 [](const RevertWay&) { return "revert"; }, [](const UserlandWay&) { return "userland"; }},
      way);
}

std::string text(const Way& way) {
  return std::visit(
      Overloaded{[](const BootWay& one) { return one.setting; },
                 [](const ConfigWay& one) { return fmt::format("{}={}", one.symbol, one.value); },
                 [](const RevertWay&) { return std::string("the culprit reverted"); },
                 [](const UserlandWay& one) {
                   return one.step.empty() ? one.test : fmt::format("{}: {}", one.test, one.step);
                 }},
      way);
}

bool is_switch_that_turns(const Mitigation& mitigation) {
  const bool is_switch =
      std::holds_alternative<BootWay>(mitigation.way) || std::holds_alternative<ConfigWay>(mitigation.way);
  return is_switch && std::holds_alternative<Good>(mitigation.verdict);
}

Expected<std::string> flipped(const std::vector<SymbolDeclaration>& declarations, const std::string& value) {
  const auto any = [&](auto condition) {
    return std::any_of(declarations.begin(), declarations.end(), condition);
  };
  if (declarations.empty()) return fail("no Kconfig file of this architecture declares it");
  if (any([](const SymbolDeclaration& one) { return one.type == SymbolType::other; }))
    return fail("its value is a number or a string, and nothing says which to try");
  if (any([](const SymbolDeclaration& one) { return one.is_choice; }))
    return fail("it belongs to a choice, and changes only together with another symbol");
  if (!any([](const SymbolDeclaration& one) { return one.has_prompt; }))
    return fail("it has no prompt: other symbols set it");
  return value == "n" ? "y" : "n";
}

ExitCode exit_code(const Explanation& explanation) {
  const bool is_tested = !explanation.trials.empty() && !is_skip(explanation.trials.front().verdict);
  if (!is_tested) return ExitCode::no_answer;
  if (std::holds_alternative<Good>(explanation.trials.front().verdict)) return ExitCode::ends_contradict;
  const auto& all = explanation.mitigations;
  return std::any_of(all.begin(), all.end(), is_switch_that_turns) ? ExitCode::found : ExitCode::no_answer;
}

nlohmann::json to_json(const Explanation& explanation) {
  nlohmann::json mitigations = nlohmann::json::array();
  for (const Mitigation& one : explanation.mitigations) mitigations.push_back(mitigation_json(one));
  nlohmann::json left_out = nlohmann::json::array();
  for (const LeftOut& one : explanation.left_out)
    left_out.push_back({{"what", one.what}, {"where", one.where}, {"why", one.why}});
  nlohmann::json rows = nlohmann::json::array();
  for (const TrialResult& one : explanation.trials) rows.push_back(to_json(one));
  nlohmann::json document{
      {"schema", 2},
      {"explains", {{"run", explanation.run}, {"culprit", explanation.culprit}, {"bad", explanation.bad}}},
      {"run", to_json(explanation.header)},
      {"identifiers", explanation.identifiers},
      {"files", explanation.files},
      {"most_candidates", explanation.most_candidates},
      {"mitigations", std::move(mitigations)},
      {"left_out", std::move(left_out)},
      {"rows", std::move(rows)},
      {"seconds", explanation.seconds}};
  if (!explanation.ended) return document;
  document["outcome"] = {{"kind", outcome_word(explanation)}};
  document["exit_code"] = static_cast<int>(exit_code(explanation));
  return document;
}

}  // namespace kbisect
