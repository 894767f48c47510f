#include "model/trials/trial.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <tuple>

#include "base/digest.hpp"
#include "guest-image/protocol.hpp"
#include "model/campaign.hpp"
#include "model/search/own_boots.hpp"
#include "model/search/proof_boots.hpp"

namespace kbisect {
namespace {

// How much likelier these boots are where the bug is than where it is not, as a logarithm.
double log_odds(const Tally& tally) {
  return weigh(tally, {}).log_likelihood - weigh({}, tally).log_likelihood;
}

// A boot that could not be judged may have had bad luck, but not most of them.
bool mostly_unjudged(const std::vector<Run>& runs) {
  const auto unjudged =
      std::count_if(runs.begin(), runs.end(), [](const Run& run) { return is_skip(run.verdict); });
  return unjudged > 1 && static_cast<size_t>(unjudged) * 2 > runs.size();
}

}  // namespace

std::string text(SourceKind kind) {
  switch (kind) {
    case SourceKind::revision:
      return "revision";
    case SourceKind::folder:
      return "folder";
    case SourceKind::tarball:
      return "tarball";
  }
  throw std::logic_error("a kind of source without a name");
}

Symptom any_failure(const std::string& test) {
  if (is_own_test(test))
    return {.hunted = TestFailure{protocol::own_case}, .on_other_failure = OtherFailure::bad};
  return {.hunted = Hang{HangPhase::test}, .on_other_failure = OtherFailure::bad};
}

std::string build_key(const Trial& trial) {
  std::vector<std::string> pieces{trial.source.repository, trial.source.commit.id};
  for (const NamedPatch& fixup : trial.source.fixups) pieces.push_back(fixup.text);
  pieces.emplace_back("patches");
  for (const NamedPatch& patch : trial.variant.patches) pieces.push_back(patch.text);
  pieces.emplace_back(trial.variant.unmet == Unmet::refused ? "config" : "config as it comes out");
  for (const auto& [symbol, value] : trial.variant.config) pieces.push_back(setting_line(symbol, value));
  pieces.emplace_back("compiler");
  pieces.push_back(trial.variant.compiler);
  return sha256(pieces);
}

std::vector<size_t> order_of(const std::vector<Trial>& trials) {
  const auto first_with = [&](size_t trial, auto key) {
    const auto own = key(trials[trial]);
    return std::find_if(trials.begin(), trials.end(), [&](const Trial& one) { return key(one) == own; }) -
           trials.begin();
  };
  const auto source_of = [](const Trial& trial) {
    return std::pair(trial.source.repository, trial.source.commit.id);
  };
  std::vector<std::tuple<std::ptrdiff_t, std::ptrdiff_t, size_t>> keyed;
  for (size_t i = 0; i < trials.size(); ++i)
    keyed.emplace_back(first_with(i, source_of), first_with(i, build_key), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<size_t> order;
  order.reserve(keyed.size());
  for (const auto& [source, kernel, trial] : keyed) order.push_back(trial);
  return order;
}

int passes_wanted(const Trial& trial, const std::vector<TrialResult>& earlier) {
  int wanted = trial.boots;
  for (const TrialResult& one : earlier) {
    const bool is_same = one.trial.test == trial.test && one.trial.symptom == trial.symptom;
    const Tally seen = tally_of(one.runs);
    if (is_same && std::holds_alternative<Bad>(one.verdict) && seen.passed > 0)
      wanted = std::max(wanted, proof_boots(weigh(seen, {}).expected.bad));
  }
  return wanted;
}

bool is_settled(const Trial& trial, const std::vector<Run>& runs) {
  if (mostly_unjudged(runs)) return true;
  const Tally tally = tally_of(runs);
  const int boots = tally.failed + tally.passed;
  if (tally.failed == 0) return boots >= std::max(trial.boots, trial.passes);
  if (boots < trial.boots) return false;
  return tally.passed == 0 || boots >= most_proof_boots ||
         std::abs(log_odds(tally)) >= -std::log(chance_of_luck);
}

Verdict verdict_of(const Build& build, const std::vector<Run>& runs) {
  if (const auto* failure = std::get_if<Skip>(&build.result)) return *failure;
  const Tally tally = tally_of(runs);
  if (tally.failed + tally.passed == 0) return runs.back().verdict;
  if (mostly_unjudged(runs)) {
    return std::find_if(runs.rbegin(), runs.rend(), [](const Run& run) { return is_skip(run.verdict); })
        ->verdict;
  }
  if (log_odds(tally) <= 0) return Good{};
  return std::find_if(runs.begin(), runs.end(),
                      [](const Run& run) { return std::holds_alternative<Bad>(run.verdict); })
      ->verdict;
}

nlohmann::json to_json(const Trial& trial) {
  nlohmann::json fixups = nlohmann::json::array();
  for (const NamedPatch& fixup : trial.source.fixups) fixups.push_back(fixup.name);
  return {{"source",
           {{"kind", text(trial.source.kind)},
            {"name", trial.source.name},
            {"commit", trial.source.commit},
            {"fixups", std::move(fixups)}}},
          {"variant", to_json(trial.variant)},
          {"test", trial.test},
          {"symptom", to_json(trial.symptom.hunted)},
          {"on_other_failure", text(trial.symptom.on_other_failure)},
          {"boots", trial.boots},
          {"passes", std::max(trial.boots, trial.passes)}};
}

nlohmann::json to_json(const TrialResult& result) {
  nlohmann::json runs = nlohmann::json::array();
  for (const Run& run : result.runs) runs.push_back(to_json(run));
  nlohmann::json document{{"row", result.row},
                          {"trial", to_json(result.trial)},
                          {"build", to_json(result.build)},
                          {"side_effects", result.side_effects},
                          {"runs", std::move(runs)},
                          {"verdict", to_json(result.verdict)},
                          {"seconds", result.seconds}};
  if (result.toolchain) {
    document["toolchain"] = result.toolchain->text;
    document["toolchain_digest"] = result.toolchain->digest;
  }
  if (result.build.reused) document["built_in_row"] = result.built_in_row;
  return document;
}

}  // namespace kbisect
