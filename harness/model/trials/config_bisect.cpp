#include "model/trials/config_bisect.hpp"

#include <nlohmann/json.hpp>

namespace kbisect {

ExitCode exit_code(const ConfigBisectResult& result) {
  if (const auto* end = std::get_if<EndNot>(&result.outcome)) {
    const Verdict& verdict = result.trials.results.at(static_cast<size_t>(end->row) - 1).verdict;
    return is_skip(verdict) ? ExitCode::no_answer : ExitCode::ends_contradict;
  }
  const auto* found = std::get_if<SymbolsFound>(&result.outcome);
  return found != nullptr && found->is_minimal ? ExitCode::found : ExitCode::no_answer;
}

nlohmann::json to_json(const ConfigBisectResult& result) {
  nlohmann::json document{{"good_config", result.good_config},
                          {"bad_config", result.bad_config},
                          {"differences", result.differences},
                          {"trials", table_json(result.trials)}};
  if (!std::holds_alternative<std::monostate>(result.outcome))
    document["exit_code"] = static_cast<int>(exit_code(result));
  if (const auto* end = std::get_if<EndNot>(&result.outcome))
    document["end_not_as_said"] = {{"config", end->config}, {"row", end->row}};
  if (std::holds_alternative<SameConfig>(result.outcome)) document["same_config"] = true;
  if (const auto* found = std::get_if<SymbolsFound>(&result.outcome)) {
    nlohmann::json symbols = nlohmann::json::array();
    for (const SymbolDifference& one : found->symbols)
      symbols.push_back({{"symbol", one.symbol}, {"good", one.good}, {"bad", one.bad}});
    document["found"] = {{"symbols", std::move(symbols)},
                         {"is_minimal", found->is_minimal},
                         {"turns_back", found->turns_back}};
  }
  return document;
}

}  // namespace kbisect
