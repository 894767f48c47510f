#include "report/config_bisect_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "report/table.hpp"
#include "report/trials_report.hpp"

namespace kbisect {
namespace {

// The file name, or the whole path if both configs have the same name.
std::string name_of(const std::string& config, const ConfigBisectResult& result) {
  const auto name = [](const std::string& path) { return std::filesystem::path(path).filename(); };
  return name(result.good_config) == name(result.bad_config) ? config : name(config).string();
}

Table symbols_of(const SymbolsFound& found, const ConfigBisectResult& result) {
  Table table{.head = {"symbol", name_of(result.good_config, result) + " (good)",
                       name_of(result.bad_config, result) + " (bad)"}};
  for (const SymbolDifference& one : found.symbols) table.rows.push_back({one.symbol, one.good, one.bad});
  return table;
}

// "CONFIG_X y instead of n", the first few of them.
std::string made_text(const std::vector<OtherValue>& values) {
  constexpr size_t enough = 8;
  std::vector<std::string> parts;
  for (const OtherValue& one : values) {
    if (parts.size() == enough) break;
    parts.push_back(fmt::format("{} {} instead of {}", one.symbol, one.made, one.expected));
  }
  if (values.size() > enough)
    parts.push_back(fmt::format("and {} more, in result.json", values.size() - enough));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string proof_text(const SymbolsFound& found, const ConfigBisectResult& result) {
  const bool is_one = found.symbols.size() == 1;
  const std::string good = name_of(result.good_config, result);
  const std::string bad = name_of(result.bad_config, result);
  std::string text = fmt::format("{} of {} symbols that differ {} {} good", found.symbols.size(),
                                 result.differences, is_one ? "makes" : "make", bad);
  text += found.is_minimal ? (is_one ? "" : ", and none of them can be left out")
                           : "; not every combination could be judged, so fewer may be enough";
  text +=
      found.turns_back
          ? fmt::format("; {} is bad with {} set as in {}.", good, is_one ? "it" : "them", bad)
          : fmt::format(
                "; but {} is not shown to be bad with {} set as in {}, so it may be good for another reason.",
                good, is_one ? "it" : "them", bad);
  if (!found.taken_back.empty()) {
    text += fmt::format(" But in row {} Kconfig did not leave all as asked: {}.", found.row,
                        made_text(found.taken_back));
  }
  if (!found.along.empty()) {
    text += fmt::format(" In row {} Kconfig changed along with {}: {}.", found.row, is_one ? "it" : "them",
                        made_text(found.along));
  }
  return text;
}

std::string end_text(const EndNot& end, const ConfigBisectResult& result) {
  const Verdict& verdict = result.trials.results.at(static_cast<size_t>(end.row) - 1).verdict;
  return fmt::format("{}, given as the {} one, is {}: {}.", name_of(end.config, result),
                     end.config == result.bad_config ? "bad" : "good", described(verdict),
                     is_skip(verdict) ? "give a config with which this source can be judged"
                                      : "there is nothing to look for");
}

std::string finding(const ConfigBisectResult& result, std::string (*as_text)(const Table&)) {
  if (const auto* end = std::get_if<EndNot>(&result.outcome)) return end_text(*end, result) + "\n";
  if (std::holds_alternative<SameConfig>(result.outcome)) {
    return "Kconfig turns both into the same config, so the bug does not show in every boot; boot more often "
           "with --boots.\n";
  }
  if (const auto* found = std::get_if<SymbolsFound>(&result.outcome))
    return proof_text(*found, result) + "\n\n" + as_text(symbols_of(*found, result));
  return "Not finished yet.\n";
}

std::string headline(const ConfigBisectResult& result) {
  if (const auto* end = std::get_if<EndNot>(&result.outcome)) {
    const Verdict& verdict = result.trials.results.at(static_cast<size_t>(end->row) - 1).verdict;
    return fmt::format("{} {}", name_of(end->config, result),
                       is_skip(verdict) ? "could not be judged" : "is not as given");
  }
  if (std::holds_alternative<SameConfig>(result.outcome)) return "both configs come out the same";
  const auto* found = std::get_if<SymbolsFound>(&result.outcome);
  if (found == nullptr) return "not finished";
  const std::string what = found->symbols.size() == 1 ? found->symbols.front().symbol
                                                      : fmt::format("{} symbols", found->symbols.size());
  return exit_code(result) == ExitCode::found ? what : what + ", not for certain";
}

}  // namespace

std::string config_bisect_finding(const ConfigBisectResult& result) {
  return finding(result, aligned);
}

std::string config_bisect_markdown(const ConfigBisectResult& result) {
  return trials_markdown(result.trials, headline(result), finding(result, markdown));
}

}  // namespace kbisect
