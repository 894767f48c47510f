#include "model/trials/config_bisect.hpp"

#include <nlohmann/json.hpp>

#include "base/overloaded.hpp"

namespace kbisect {
namespace {

nlohmann::json to_json(const std::vector<OtherValue>& values) {
  nlohmann::json symbols = nlohmann::json::array();
  for (const OtherValue& one : values)
    symbols.push_back({{"symbol", one.symbol}, {"expected", one.expected}, {"made", one.made}});
  return symbols;
}

nlohmann::json to_json(const SymbolsFound& found) {
  nlohmann::json symbols = nlohmann::json::array();
  for (const SymbolDifference& one : found.symbols)
    symbols.push_back({{"symbol", one.symbol}, {"good", one.good}, {"bad", one.bad}});
  return {{"kind", "symbols-found"},
          {"symbols", std::move(symbols)},
          {"is_minimal", found.is_minimal},
          {"turns_back", found.turns_back},
          {"row", found.row},
          {"taken_back", to_json(found.taken_back)},
          {"along", to_json(found.along)}};
}

nlohmann::json outcome_json(const ConfigBisectResult& result) {
  const auto of_end = [&](const EndNot& end) {
    const bool is_judged = exit_code(result) == ExitCode::ends_contradict;
    return nlohmann::json{
        {"kind", is_judged ? "end-not-as-said" : "end-not-judged"}, {"config", end.config}, {"row", end.row}};
  };
  return std::visit(Overloaded{[](std::monostate) { return nlohmann::json(); }, of_end,
                               [](const SameConfig&) {
                                 return nlohmann::json{{"kind", "same-config"}};
                               },
                               [](const SymbolsFound& found) { return to_json(found); }},
                    result.outcome);
}

}  // namespace

ExitCode exit_code(const ConfigBisectResult& result) {
  if (const auto* end = std::get_if<EndNot>(&result.outcome)) {
    const Verdict& verdict = result.trials.results.at(static_cast<size_t>(end->row) - 1).verdict;
    return is_skip(verdict) ? ExitCode::no_answer : ExitCode::ends_contradict;
  }
  const auto* found = std::get_if<SymbolsFound>(&result.outcome);
  return found != nullptr && found->is_minimal && found->taken_back.empty() ? ExitCode::found
                                                                            : ExitCode::no_answer;
}

nlohmann::json to_json(const ConfigBisectResult& result) {
  nlohmann::json document = table_json(result.trials);
  document["schema"] = 2;
  document["good_config"] = result.good_config;
  document["bad_config"] = result.bad_config;
  document["differences"] = result.differences;
  if (std::holds_alternative<std::monostate>(result.outcome)) return document;
  document["outcome"] = outcome_json(result);
  document["exit_code"] = static_cast<int>(exit_code(result));
  return document;
}

}  // namespace kbisect
